# Writes weekly.csv: what EpiEstim 3.0.0 says of made-up weekly counts, reconstruction "match".
#
#     git clone https://github.com/mrc-ide/EpiEstim && git -C EpiEstim checkout 4029826
#     git clone https://github.com/reconhub/epitrix && git -C epitrix checkout 94cb02a
#     Rscript weekly.R EpiEstim/R/estimate_R_agg.R epitrix/R/r_to_R0_Wallinga_Lipsitch.R > weekly.csv
#
# Debian has EpiEstim 2.2.4, which knows no weekly counts; that one function is of 3.0.0, the rest of 2.2.4. Its grid of
# growth rates is taken finer (1e-4, not 1e-3).
suppressPackageStartupMessages(library(EpiEstim))
quiet <- function(x) suppressMessages(suppressWarnings(x))
weekly <- new.env(parent = asNamespace("EpiEstim"))
for (file in commandArgs(TRUE)) eval(parse(text = gsub("epitrix::", "", readLines(file), fixed = TRUE)), weekly)
x <- 54321
draw <- function() { x <<- (x * 16807) %% 2147483647; x / 2147483647 }
row <- function(...) cat(paste(c(...), collapse = ","), "\n", sep = "")
number <- function(v) ifelse(is.na(v), "", sprintf("%.15g", v))
series <- list(
  wave = sapply(1:20, function(week) floor(400 * exp(1.5 * sin(week / 3)) * (0.8 + 0.4 * draw()))),
  few = sapply(1:20, function(week) floor(1 + 12 * draw())),
  steep = floor(3 * 2^(1:12)))
for (name in names(series)) {
  weeks <- series[[name]]
  config <- make_config(list(mean_si = 4.7, std_si = 2.9))
  found <- quiet(weekly$estimate_R_agg(weeks, dt = 7L, dt_out = 7L, iter = 10L, recon_opt = "match",
    config = config, method = "parametric_si", grid = list(precision = 1e-4, min = -1, max = 1)))
  row("count", name, weeks)
  for (i in seq_len(nrow(found$R))) row(name, unlist(found$R[i, 1:2]), number(unlist(found$R[i, 3:11])))
}
