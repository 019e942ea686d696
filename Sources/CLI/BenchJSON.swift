import Downhill
import DownhillBench
import DownhillFormats

/// What `downhill bench --json` prints; `Docs/JSON.md` describes it.
func benchJSON(_ report: BenchReport) -> JSONValue {
  .object(
    JSONObject([
      ("schema", .string("downhill.bench/1")),
      (
        "machine",
        .object(
          JSONObject([
            ("processor", report.processor.map { .string($0) } ?? .null),
            ("processors", .integer(report.processors)),
            ("kernels", .string(report.kernels.name)),
            ("limits", .array(report.limits.limits.map(limitJSON))),
          ]))
      ),
      ("results", .array(report.results.map { resultJSON($0, report.limits) })),
      ("growth", .array(report.growth.map(growthJSON))),
      ("peakResidentBytes", report.peakResidentBytes.map { .integer($0) } ?? .null),
    ]))
}

/// What `downhill bench --cold-run SEED --json` prints.
func coldRunJSON(_ outcome: ColdRun.Outcome, seed: UInt64, peakResidentBytes: Int?) -> JSONValue {
  .object(
    JSONObject([
      ("schema", .string("downhill.bench.cold-run/1")),
      ("seed", .string("\(seed)")),
      ("steps", .integer(outcome.steps)),
      ("testAccuracy", .number(outcome.testAccuracy)),
      ("peakResidentBytes", peakResidentBytes.map { .integer($0) } ?? .null),
    ]))
}

private func limitJSON(_ limit: MachineLimits.Limit) -> JSONValue {
  .object(
    JSONObject([
      ("threads", .integer(limit.threads)),
      ("peakGigaflops", .number(limit.operationsPerSecond / 1e9)),
      ("readGigabytesPerSecond", .number(limit.bytesPerSecond / 1e9)),
    ]))
}

private func resultJSON(_ result: Measurement, _ limits: MachineLimits) -> JSONValue {
  func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
  return .object(
    JSONObject([
      ("work", .string(result.workload.name)),
      ("network", .string(result.workload.sizes.map { "\($0)" }.joined(separator: "-"))),
      ("unit", .string(result.workload.unit)),
      ("threads", .integer(result.threads)),
      ("seconds", .array(result.seconds.map { .number($0) })),
      ("median", .number(result.median)),
      ("minimum", .number(result.minimum)),
      ("percentile99", number(result.percentile99)),
      ("gigaflops", number(result.operationsPerSecond.map { $0 / 1e9 })),
      ("shareOfLimit", number(limits.limit(threads: result.threads).flatMap(result.shareOfLimit))),
      ("peakGigaflopsMeanwhile", number(result.peakMeanwhile.map { $0 / 1e9 })),
      ("testAccuracy", number(result.testAccuracy)),
      ("peakResidentBytes", result.peakResidentBytes.map { .integer($0) } ?? .null),
    ]))
}

private func growthJSON(_ growth: Growth) -> JSONValue {
  .object(
    JSONObject([
      ("quantity", .string(growth.quantity.rawValue)),
      ("exponent", .number(growth.exponent)),
      (
        "points",
        .array(
          growth.points.map { point in
            .object(
              JSONObject([
                ("count", .integer(point.count)),
                ("seconds", .array(point.seconds.map { .number($0) })),
                ("median", .number(point.median)),
                ("minimum", .number(point.minimum)),
              ]))
          })
      ),
    ]))
}
