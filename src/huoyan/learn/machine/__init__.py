"""What a training computes on and with: device, precision, cores, settings of the process."""
