package analytics

const amountDecimals = 4
