# Makes api.csv and expected.csv of this folder: Rscript make.R
# R 4.2 with the packages survey and laeken (Debian: r-cran-survey, r-cran-laeken); the tests need no R.
# All errors are those of R's survey package; measures are written out here, apart from the library's formulas.
suppressPackageStartupMessages({library(survey); library(laeken)})
data(api)

pick <- function(d, set, psu, stratum, fpc) data.frame(
  set = set, stratum = as.character(stratum), psu = as.character(psu), fpc = fpc, weight = d$pw, stype = as.character(d$stype),
  income = d$api00, later = d$api00 + 7 * (d$api99 %% 3) - 5,
  a = as.integer(d$meals > 50), b = as.integer(d$ell > 25), c = as.integer(d$awards == "No"), d = as.integer(d$not.hsg > 20))
strat <- pick(apistrat, "strat", seq_len(nrow(apistrat)), apistrat$stype, apistrat$fpc)
clus <- pick(apiclus1, "clus", apiclus1$dnum, 1, apiclus1$fpc)
# Districts as PSUs in strata of schools: (stratum, psu) identify a PSU; one stratum's schools of a district are one PSU.
both <- pick(apiclus1, "both", apiclus1$dnum, apiclus1$stype, 1000)
data <- rbind(strat, clus, both)
write.csv(data, "api.csv", row.names = FALSE, quote = FALSE)

shares <- c(a = 1/6, b = 1/3, c = 1/6, d = 1/3)
points <- c(a = 1L, b = 2L, c = 1L, d = 2L)
line <- 620
out <- list()
add <- function(set, measure, k, subgroup, indicator, estimate, se, df, low = NA, high = NA)
  out[[length(out) + 1]] <<- data.frame(set, measure, k, subgroup, indicator, estimate, se, ci_low = low, ci_high = high, df)
logit <- function(p, se, df) plogis(qlogis(p) + c(-1, 1) * qt(.975, df) * se / (p * (1 - p)))
as_share <- function(set, measure, k, subgroup, indicator, est, df) {
  p <- as.numeric(coef(est)); s <- as.numeric(SE(est)); ci <- if (!is.na(p) && p > 0 && p < 1) logit(p, s, df) else c(NA, NA)
  add(set, measure, k, subgroup, indicator, p, s, df, ci[1], ci[2])
}
as_number <- function(set, measure, indicator, subgroup, est, df) {
  p <- as.numeric(coef(est)); s <- as.numeric(SE(est)); ci <- p + c(-1, 1) * qt(.975, df) * s
  add(set, measure, "", subgroup, indicator, p, s, df, ci[1], ci[2])
}

# |difference| form of the Gini, its derivative by each weight, and the error of the total of the derivatives.
gini <- function(des) {
  w <- weights(des); y <- des$variables$income; N <- sum(w); Y <- sum(w * y)
  apart <- abs(outer(y, y, "-")) %*% w
  g <- sum(w * apart) / (2 * N * Y)
  list(g = g, u = as.numeric(apart) / (N * Y) - g * (1 / N + y / Y))
}

measure_all <- function(set, whole) {
  whole$variables$one <- 1
  v <- whole$variables
  score <- as.matrix(v[names(points)]) %*% points
  for (g in c("all", sort(unique(v$stype)))) {
    # The subset keeps the design: R then estimates a domain.
    des <- if (g == "all") whole else subset(whole, stype == g)
    df <- degf(des)
    for (j in names(points)) as_share(set, "uncensored_headcount", "", g, j, svymean(as.formula(paste0("~", j)), des), df)
    for (k in 1:6) {
      rows <- des
      vv <- rows$variables
      s <- as.matrix(vv[names(points)]) %*% points
      rows <- update(rows, poor = as.numeric(s >= k), cs = as.numeric(s / 6 * (s >= k)))
      kk <- paste0(k, "/6")
      as_share(set, "H", kk, g, "", svymean(~poor, rows), df)
      as_share(set, "A", kk, g, "", svyratio(~cs, ~poor, rows), df)
      as_share(set, "M0", kk, g, "", svymean(~cs, rows), df)
      for (j in names(points)) {
        rows$variables$cj <- vv[[j]] * rows$variables$poor
        rows$variables$wj <- shares[[j]] * rows$variables$cj
        as_share(set, "censored_headcount", kk, g, j, svymean(~cj, rows), df)
        as_share(set, "contribution", kk, g, j, svyratio(~wj, ~cs, rows), df)
      }
    }
    d <- update(des, p0 = as.numeric(income <= line), p1 = p0 * (line - income) / line, p2 = p0 * ((line - income) / line)^2)
    as_share(set, "P0", "", g, "", svymean(~p0, d), df)
    as_number(set, "P1", "", g, svymean(~p1, d), df)
    as_number(set, "P2", "", g, svymean(~p2, d), df)
    found <- gini(d)
    d$variables$u <- found$u
    stopifnot(abs(100 * found$g - laeken::gini(d$variables$income, weights = weights(d))$value) < 1e-9)
    s <- as.numeric(SE(svytotal(~u, d)))
    ci <- found$g + c(-1, 1) * qt(.975, df) * s
    add(set, "gini", "", g, "", found$g, s, df, ci[1], ci[2])
    as_number(set, "mean", "", g, svymean(~income, d), df)
    as_number(set, "total", "", g, svytotal(~income, d), df)
    d$variables$moved <- d$variables$later - d$variables$income
    as_number(set, "change", "", g, svymean(~moved, d), df)
  }
}

measure_all("strat", svydesign(id = ~1, strata = ~stratum, weights = ~weight, fpc = ~fpc, data = strat))
measure_all("clus", svydesign(id = ~psu, weights = ~weight, fpc = ~fpc, data = clus))
measure_all("both", svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = both, nest = TRUE))

# A stratum with one PSU, under both rules.
lone <- clus[clus$psu %in% unique(clus$psu)[1:6], ]
lone$stratum <- ifelse(lone$psu == lone$psu[1], "x", "y")
for (rule in c("certainty", "adjust")) {
  options(survey.lonely.psu = rule)
  des <- svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = lone, nest = TRUE)
  as_number(rule, "mean", "", "all", svymean(~income, des), degf(des))
}
found <- do.call(rbind, out)
for (n in c("estimate", "se", "ci_low", "ci_high")) found[[n]] <- ifelse(is.na(found[[n]]), "", sprintf("%.15g", found[[n]]))
write.csv(found, "expected.csv", row.names = FALSE, quote = FALSE)
