# Farrington flexible by R's surveillance over the last year of weekly.csv, with the settings of the bench `detection`.
#
#     cargo run --release -p taicho-bench --bin detection write /tmp/weeks 100 1
#     Rscript bench/peers/detection.R /tmp/weeks           # Debian: r-cran-surveillance
#     cargo run --release -p taicho-bench --bin detection /tmp/weeks
suppressPackageStartupMessages(library(surveillance))
folder <- commandArgs(trailingOnly = TRUE)[1]
counts <- read.csv(file.path(folder, "weekly.csv"))
last <- nrow(counts) - 51:0
settings <- list(range = last, b = 4, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26, alpha = 0.01, limit54 = c(5, 4),
  trend = TRUE, pThresholdTrend = 1, reweight = TRUE, weightsThreshold = 2.58, thresholdMethod = "nbPlugin", glmWarnings = FALSE)
begun <- proc.time()
judged <- lapply(counts, function(x) suppressWarnings(farringtonFlexible(sts(observed = x, frequency = 52), settings)))
worked <- sum((proc.time() - begun)[1:2])
rows <- Map(function(name, one) data.frame(series = name, week = last, upperbound = as.vector(upperbound(one)),
  alarm = as.integer(alarms(one))), names(counts), judged)
write.csv(do.call(rbind, rows), file.path(folder, "peer.csv"), row.names = FALSE, quote = FALSE)
most <- as.numeric(gsub("[^0-9]", "", grep("VmHWM", readLines("/proc/self/status"), value = TRUE))) / 1024
cat(sprintf("surveillance %s: %.2f ms of processor time a series-week, at most %.0f MiB\n", packageVersion("surveillance"),
  1000 * worked / ncol(counts) / length(last), most))
