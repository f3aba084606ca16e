# What R's forecast package says of the same series on the same days, beside ours.
#
#     cargo run --release -p taicho-bench --bin outlook write FOLDER TABLE.csv [EVERY]
#     Rscript bench/peers/outlook.R FOLDER                  # Debian: r-cran-forecast
#
# FOLDER/days.csv has a line for each series and day: its number, what was seen 7, 14 and 28 days later, and the last 180
# mended counts that were known; FOLDER/ours.csv our 23 quantiles. Weeks are the season. The interval score, coverage and
# processor time of auto.arima and ets, of counts and of log(1 + count), of the flat baseline of the hubs and of ours.
suppressPackageStartupMessages(library(forecast))
folder <- commandArgs(trailingOnly = TRUE)[1]
levels <- c(.01, .025, seq(.05, .95, .05), .975, .99)
ahead <- c(7, 14, 28)
within <- c(98, 95, 90, 80, 70, 60, 50, 40, 30, 20, 10)
lines <- strsplit(readLines(file.path(folder, "days.csv")), ",")
ours <- as.matrix(read.csv(file.path(folder, "ours.csv"), header = FALSE))

quantiles <- function(f, back) {
  q <- cbind(f$lower[, seq_along(within)], f$mean, f$upper[, rev(seq_along(within))])[ahead, ]
  q <- pmax(back(matrix(q, nrow = length(ahead))), 0)
  t(apply(q, 1, sort))
}
flat <- function(y) {
  d <- tail(diff(y), 120); d <- d[!is.na(d)]; d <- c(d, -d); if (!length(d)) d <- 0
  sums <- apply(matrix(sample(d, 400 * 28, TRUE), nrow = 400), 1, cumsum)
  last <- tail(y[!is.na(y)], 1)
  t(apply(sums[ahead, ], 1, function(s) quantile(pmax(last + c(s, -s), 0), levels, type = 1)))
}
plain <- function(fit) function(y) quantiles(forecast(fit(y), h = 28, level = within), identity)
logged <- function(fit) function(y) quantiles(forecast(fit(log1p(y)), h = 28, level = within), function(q) expm1(pmin(q, 25)))
peers <- list(
  "auto.arima" = plain(function(y) auto.arima(y)), "auto.arima, log" = logged(function(y) auto.arima(y)),
  "ets" = plain(function(y) ets(y)), "ets, log" = logged(function(y) ets(y)))

score <- function(q, seen) {
  losses <- sapply(seq_along(levels), function(at)
    ifelse(seen < q[, at], (1 - levels[at]) * (q[, at] - seen), levels[at] * (seen - q[, at])))
  rowSums(matrix(losses, nrow = length(seen))) / 11.5
}
set.seed(1)
names <- c(names(peers), "flat", "ours")
found <- list(); used <- setNames(numeric(length(names)), names); failed <- used
for (line in lines) {
  cells <- suppressWarnings(as.numeric(line))
  seen <- cells[2:4]
  known <- cells[-(1:4)]
  y <- na.interp(ts(known, frequency = 7))
  for (name in names) {
    begun <- proc.time()
    q <- switch(name, ours = ours[ours[, 1] == cells[1], 3:25, drop = FALSE], flat = flat(known),
      tryCatch(suppressWarnings(peers[[name]](y)), error = function(e) NULL))
    used[name] <- used[name] + sum((proc.time() - begun)[1:2])
    # Where a peer has no answer it is given the flat one.
    if (is.null(q) || !all(is.finite(q))) { failed[name] <- failed[name] + 1; q <- flat(known) }
    found[[length(found) + 1]] <- data.frame(name = name, ahead = ahead, wis = score(q, seen),
      log = score(log1p(q), log1p(seen)), half = seen >= q[, 7] & seen <= q[, 17], ninety = seen >= q[, 3] & seen <= q[, 21])
  }
}
found <- do.call(rbind, found)
found <- found[!is.na(found$wis), ]
cat(sprintf("forecast %s on R %s, %d series-days\n", packageVersion("forecast"), getRversion(), length(lines)))
for (h in ahead) for (name in names) {
  of <- function(n) colMeans(found[found$ahead == h & found$name == n, 3:6])
  own <- of(name); base <- of("flat")
  cat(sprintf("%2d days, %-16s WIS %.2f, relative %.3f, log relative %.3f, in 50%% %.0f%%, in 90%% %.0f%%, ms %.0f, failed %d\n", h, name,
    own[1], own[1] / base[1], own[2] / base[2], 100 * own[3], 100 * own[4], 1000 * used[name] / length(lines), failed[name]))
}
