"""How pictures are learnt to be made: two networks that learn against each other (Goodfellow et al. 2014)."""
