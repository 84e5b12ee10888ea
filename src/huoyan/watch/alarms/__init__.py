"""Alarms: kept before they are sent, sent until they are taken, with a picture and a clip of each."""
