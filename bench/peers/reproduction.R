# What EpiEstim says of every series of a wide table, and how long it took.
#
#     apt install r-cran-epiestim
#     Rscript bench/peers/reproduction.R WIDE.csv RESULT.csv [unsure]
#
# Serial interval of mean 4.7 and standard deviation 2.9 days, windows of seven days; with `unsure` 100 serial intervals of
# means and deviations about these, and 100 draws under each. RESULT.csv holds for each window of
# each series its first day, mean, standard deviation and seven quantiles; the processor seconds without the start of R
# are printed.
suppressPackageStartupMessages(library(EpiEstim))
files <- commandArgs(TRUE)
counts <- read.csv(files[1])
days <- nrow(counts)
windows <- make_config(list(mean_si = 4.7, std_si = 2.9, t_start = 2:(days - 6), t_end = 8:days))
method <- "parametric_si"
if (length(files) > 2) {
  method <- "uncertain_si"
  windows <- make_config(list(mean_si = 4.7, std_mean_si = 0.5, min_mean_si = 3, max_mean_si = 6.5, std_si = 2.9,
    std_std_si = 0.3, min_std_si = 2, max_std_si = 4, n1 = 100, n2 = 100, t_start = 2:(days - 6), t_end = 8:days))
}
one <- function(name) {
  quiet <- function(x) suppressMessages(suppressWarnings(x))
  r <- quiet(estimate_R(counts[[name]], method = method, config = windows))$R
  cbind(series = match(name, names(counts)) - 1, as.matrix(r)[, c(1, 3:11)])
}
used <- system.time(found <- do.call(rbind, lapply(names(counts), one)))
text <- apply(found, 1, function(row) paste(ifelse(is.na(row), "", format(row, digits = 17, trim = TRUE)), collapse = ","))
writeLines(text, files[2])
cat(sum(used[1:2]), as.character(packageVersion("EpiEstim")), "on R", as.character(getRversion()), "\n")
