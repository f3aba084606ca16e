# Reference values of the tests of early warning: series made up here, judged by R's surveillance.
#
#     cd crates/forecast/tests/detect && Rscript reference.R
#
# Written with surveillance 1.20.3 on R 4.2.2 (Debian 12: r-cran-surveillance). The series are ours, under our licence.
suppressPackageStartupMessages(library(surveillance))
set.seed(20261128)

weeks <- 520
wave <- function(n, year, mean, swing, trend) exp(log(mean) + swing * cos(2 * pi * seq_len(n) / year) + trend * seq_len(n))
counted <- function(mean, dispersion) rnbinom(length(mean), size = mean / (dispersion - 1), prob = 1 / dispersion)
outbreak <- function(x, at, size, sd) {
  when <- at + floor(abs(rnorm(size, 0, sd)))
  x + tabulate(when[when <= length(x)], length(x))
}
series <- data.frame(
  common = outbreak(outbreak(counted(wave(weeks, 52.18, 12, 0.5, 0.001), 1.8), 200, 90, 3), 489, 80, 3),
  rare = outbreak(counted(wave(weeks, 52.18, 0.6, 0.4, -0.001), 1.3), 497, 12, 2),
  many = outbreak(counted(wave(weeks, 52.18, 4000, 0.8, -0.002), 60), 480, 9000, 2),
  summer = counted(pmax(wave(weeks, 52.18, 3, -2.5, 0), 1e-9) * (sin(2 * pi * seq_len(weeks) / 52.18 - 1.2) > -0.3) + 1e-12, 1.5),
  falling = counted(wave(weeks, 52.18, 60, 0.2, -0.008), 2.5)
)
monthly <- data.frame(
  dengue = outbreak(counted(wave(156, 12, 40, -0.9, 0.002), 8), 140, 400, 1.5),
  mumps = counted(wave(156, 12, 7, 0.3, -0.003), 1.6)
)
first_on <- as.Date("2014-01-06")
write.csv(cbind(week_on = format(first_on + 7 * (seq_len(weeks) - 1)), series), "weekly.csv", row.names = FALSE, quote = FALSE)
write.csv(cbind(month = seq_len(156), monthly), "monthly.csv", row.names = FALSE, quote = FALSE)

noufaily <- list(b = 4, w = 3, reweight = TRUE, weightsThreshold = 2.58, glmWarnings = FALSE, trend = TRUE, pThresholdTrend = 1,
  alpha = 0.01, noPeriods = 10, pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin", limit54 = c(5, 4))
all_weeks <- modifyList(noufaily, list(limit54 = c(0, 4)))
farrington <- function(setting, data, start, freq, dated, control) {
  do.call(rbind, lapply(names(data), function(name) {
    x <- data[[name]]
    s <- if (dated) sts(observed = x, epoch = as.numeric(first_on + 7 * (seq_along(x) - 1)), epochAsDate = TRUE, frequency = freq)
         else sts(observed = x, start = c(2014, 1), frequency = freq)
    control$range <- (length(x) - start + 1):length(x)
    r <- suppressWarnings(farringtonFlexible(s, control))
    data.frame(setting, series = name, step = control$range, upperbound = sprintf("%.17g", as.vector(upperbound(r))),
      alarm = as.integer(alarms(r)), mean = sprintf("%.17g", as.vector(r@control$mu0Vector)),
      dispersion = sprintf("%.17g", as.vector(r@control$phiVector)))
  }))
}
write.csv(rbind(
  farrington("cycle", series, 60, 52, FALSE, noufaily),
  farrington("every", series, 60, 52, FALSE, all_weeks),
  farrington("dated", series, 120, 52, TRUE, modifyList(all_weeks, list(b = 5))),
  farrington("trend_tested", series, 60, 52, FALSE, modifyList(all_weeks, list(pThresholdTrend = 0.05, b = 3, alpha = 0.05))),
  farrington("unweighed", series, 60, 52, FALSE, modifyList(all_weeks, list(reweight = FALSE, pThresholdTrend = 0.05, trend = TRUE, noPeriods = 5))),
  farrington("windows", series, 60, 52, FALSE, modifyList(all_weeks, list(noPeriods = 1, b = 6, w = 2, pastWeeksNotIncluded = 10))),
  farrington("flat", series, 60, 52, FALSE, modifyList(all_weeks, list(trend = FALSE))),
  farrington("months", monthly, 60, 12, FALSE, modifyList(all_weeks, list(b = 5, w = 1, pastWeeksNotIncluded = 6)))
), "farrington.csv", row.names = FALSE, quote = FALSE)

ears <- function(setting, control) {
  do.call(rbind, lapply(names(series), function(name) {
    s <- sts(observed = series[[name]], start = c(2014, 1), frequency = 52)
    control$range <- 460:weeks
    r <- earsC(s, control)
    data.frame(setting, series = name, step = control$range, upperbound = sprintf("%.17g", as.vector(upperbound(r))),
      alarm = as.integer(alarms(r)))
  }))
}
write.csv(rbind(
  ears("C1", list(method = "C1")), ears("C2", list(method = "C2")), ears("C3", list(method = "C3")),
  ears("C1_nine", list(method = "C1", baseline = 9, minSigma = 0.5, alpha = 0.01)),
  ears("C3_least", list(method = "C3", minSigma = 0.5))
), "ears.csv", row.names = FALSE, quote = FALSE)
