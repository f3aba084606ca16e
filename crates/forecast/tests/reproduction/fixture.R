# Writes epiestim.csv: what EpiEstim says of three made-up series. usage: Rscript fixture.R > epiestim.csv
suppressPackageStartupMessages(library(EpiEstim))
x <- 12345
draw <- function() { x <<- (x * 16807) %% 2147483647; x / 2147483647 }
wave <- sapply(1:60, function(t) floor(40 * exp(1.5 * sin(t / 9)) * (0.6 + 0.8 * draw())))
few <- sapply(1:60, function(t) floor(3 * draw()))
imported <- pmin(wave, sapply(1:60, function(t) floor(8 * draw())))
out <- function(name, local, imported, mean, sd, window) {
  d <- length(local)
  config <- make_config(list(mean_si = mean, std_si = sd, t_start = 2:(d - window + 1), t_end = (window + 1):d))
  incid <- data.frame(local = local, imported = imported)
  r <- suppressMessages(suppressWarnings(estimate_R(incid, method = "parametric_si", config = config)))$R
  number <- function(v) ifelse(is.na(v), "", format(v, digits = 17, trim = TRUE))
  for (i in seq_len(nrow(r))) cat(paste(c(name, unlist(r[i, 1:2]), number(unlist(r[i, 3:11]))), collapse = ","), "\n", sep = "")
}
series <- function(name, total, imported) for (t in 1:60) cat(sprintf("count,%s,%d,%d,%d\n", name, t, total[t], imported[t]))
nothing <- rep(0, 60)
series("wave", wave, nothing); series("few", few, nothing); series("border", wave, imported)
out("wave", wave, nothing, 4.7, 2.9, 7)
out("few", few, nothing, 8.4, 3.8, 14)
out("border", wave - imported, imported, 3.2, 1.1, 1)
