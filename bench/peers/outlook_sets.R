# Counts of other countries and diseases, on which no setting of the forecast was chosen, as tables for `taicho forecast`.
#
#     Rscript bench/peers/outlook_sets.R <folder of test data> FOLDER
#     taicho forecast FOLDER/influenza.csv --step week --backtest --days 28 --si-mean 2.6 --si-sd 1.5
#
# Weekly: surveillance 1.20.3 of R. Daily: confirmed cases of Ebola by district of Sierra Leone 2014-2015 and onset, of
# COVID-19 by province of Korea 2020; series of more than 50 cases. Monthly: dengue by province of Viet Nam 2005-2017.
suppressMessages(library(surveillance))
arguments <- commandArgs(TRUE)
data_folder <- arguments[1]
folder <- arguments[2]
dir.create(folder, showWarnings = FALSE)

write_set <- function(set, table) {
  write.csv(table[, c("series", "date", "count")], file.path(folder, paste0(set, ".csv")), row.names = FALSE, quote = FALSE)
}

weekly <- function(set, counts, first_on) {
  counts <- as.matrix(counts)
  if (is.null(colnames(counts))) colnames(counts) <- paste(set, seq_len(ncol(counts)))
  counts <- counts[, colSums(counts) > 20, drop = FALSE]
  dates <- as.Date(first_on) + 7 * (seq_len(nrow(counts)) - 1)
  write_set(set, data.frame(series = rep(colnames(counts), each = nrow(counts)), date = format(dates), count = c(counts)))
}

daily <- function(set, series, dates) {
  dates <- as.Date(dates)
  series <- gsub(",", " ", series)[!is.na(dates)]
  dates <- dates[!is.na(dates)]
  tables <- lapply(split(dates, series), function(of_one) {
    if (length(of_one) <= 50) return(NULL)
    days <- seq(min(of_one), max(of_one), by = 1)
    data.frame(date = format(days), count = as.integer(table(factor(as.character(of_one), as.character(days)))))
  })
  tables <- tables[!sapply(tables, is.null)]
  write_set(set, do.call(rbind, Map(function(name, table) cbind(series = name, table), names(tables), tables)))
}

data(fluBYBW, measlesWeserEms, rotaBB, campyDE, salmAllOnset, influMen)
weekly("influenza", observed(fluBYBW), "2001-01-01")
weekly("measles", observed(measlesWeserEms), "2001-01-01")
weekly("rotavirus", observed(rotaBB), "2002-01-07")
weekly("campylobacter", campyDE$case, "2002-01-07")
weekly("salmonella", as.matrix(observed(salmAllOnset))[, 1], "2004-01-05")
weekly("influenza_meningococci", influMen$observed, "2001-01-01")

ebola <- read.csv(file.path(data_folder, "outbreaks-r", "ebola_sierraleone_2014.csv"))
daily("ebola", ebola$district, ebola$date_of_onset)
korea <- read.csv(file.path(data_folder, "korea-covid19", "patient_info.csv"))
daily("korea", korea$province, korea$confirmed_date)
