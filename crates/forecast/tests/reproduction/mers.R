# Writes mers.csv: what EpiEstim says of its own MERS series with imported cases, every twelfth window of seven days and of
# one. usage: Rscript mers.R > mers.csv
suppressPackageStartupMessages(library(EpiEstim))
data("mers_2014_15", package = "EpiEstim")
cases <- mers_2014_15$incidence[, c("local", "imported")]
days <- nrow(cases)
serial <- mers_2014_15$si
for (window in c(7, 1)) {
  starts <- seq(2, days - window + 1, by = 12)
  config <- make_config(list(mean_si = serial$mean_si, std_si = serial$std_si, t_start = starts, t_end = starts + window - 1))
  r <- suppressMessages(suppressWarnings(estimate_R(cases, method = "parametric_si", config = config)))$R
  number <- function(v) ifelse(is.na(v), "", sprintf("%.15g", v))
  for (i in seq_len(nrow(r))) cat(paste(c(window, unlist(r[i, 1:2]), number(unlist(r[i, 3:11]))), collapse = ","), "\n", sep = "")
}
