# Writes unsure.csv: what EpiEstim says of a made-up series whose serial interval is not known for sure.
#
#     Rscript unsure.R > unsure.csv
#
# `serial`: the serial intervals that EpiEstim drew, one a row: mean, standard deviation, and the probabilities from that of
# no day on, cut at the length of the series. `count`: the series.
# `window`: first and last day; mean and standard deviation of the mixture of what EpiEstim says under each of them alone
# (non_parametric_si); seven quantiles of that mixture, whose parts are gamma distributions; the seven quantiles that
# EpiEstim draws itself (uncertain_si); and how far off such drawn ones are, by one standard error.
suppressPackageStartupMessages(library(EpiEstim))
quiet <- function(x) suppressMessages(suppressWarnings(x))
x <- 12345
draw <- function() { x <<- (x * 16807) %% 2147483647; x / 2147483647 }
days <- 45
wave <- sapply(1:days, function(t) floor(12 * exp(1.5 * sin(t / 9)) * (0.6 + 0.8 * draw())))
starts <- 2:(days - 6)
drawn <- 20
each <- 20000
config <- make_config(list(
  mean_si = 2.6, std_mean_si = 1, min_mean_si = 1.1, max_mean_si = 4.1,
  std_si = 1.5, std_std_si = 0.5, min_std_si = 0.5, max_std_si = 2.5,
  n1 = drawn, n2 = each, seed = 1, t_start = starts, t_end = starts + 6))
unsure <- quiet(estimate_R(wave, method = "uncertain_si", config = config))
row <- function(kind, values) cat(paste(c(kind, sprintf("%.15g", values)), collapse = ","), "\n", sep = "")
row("count", wave)
tables <- unsure$si_distr
for (k in seq_len(drawn)) row("serial", c(unlist(unsure$SI.Moments[k, ]), tables[k, ]))
alone <- lapply(seq_len(drawn), function(k) {
  config <- make_config(list(si_distr = tables[k, ], t_start = starts, t_end = starts + 6))
  quiet(estimate_R(wave, method = "non_parametric_si", config = config))$R
})
levels <- c(0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
for (i in seq_along(starts)) {
  mean <- sapply(alone, function(r) r[i, "Mean(R)"])
  sd <- sapply(alone, function(r) r[i, "Std(R)"])
  sd <- sd[!is.na(mean)]
  mean <- mean[!is.na(mean)]
  shape <- (mean / sd)^2
  rate <- mean / sd^2
  centre <- mean(mean)
  spread <- sqrt(mean(sd^2 + mean^2) - centre^2)
  bounds <- range(outer(c(1e-4, 1 - 1e-4), seq_along(mean), function(p, k) qgamma(p, shape[k], rate[k])))
  exact <- sapply(levels, function(p) uniroot(function(q) mean(pgamma(q, shape, rate)) - p, bounds, tol = 1e-13)$root)
  density <- sapply(exact, function(q) mean(dgamma(q, shape, rate)))
  error <- sqrt(levels * (1 - levels) / (each * length(mean))) / density
  row("window", c(starts[i], starts[i] + 6, centre, spread, exact, unlist(unsure$R[i, 5:11]), error))
}
