"""`/dashboard/services/`: who uses which service and gets which news, by what consent and channel; gaps."""
