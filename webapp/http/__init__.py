"""What every request and every answer passes through: limits, headers, forms, errors."""
