import Downhill
import DownhillExplain
import DownhillFormats
import DownhillReport

/// What `compare` prints for programs.
extension CompareResult {
  var json: JSONValue {
    .object(
      JSONObject([
        ("schema", .string("downhill.compare/1")),
        ("network", networkJSON(track.start, cost: track.cost)),
        ("seed", .string("\(track.seed)")),
        ("kernels", .string(track.kernels.name)),
        ("trainingExamples", .integer(track.training.count)),
        ("measuredExamples", .integer(track.measured)),
        ("testExamples", .integer(track.test.count)),
        ("learningRates", rateJSON),
        (
          "timeRace",
          .object(
            JSONObject([
              ("deterministic", .bool(false)),
              ("seconds", .number(settings.seconds)),
              ("racers", .array(timed.map { json($0, isTimed: true) })),
            ]))
        ),
        (
          "exampleRace",
          .object(
            JSONObject([
              ("deterministic", .bool(true)),
              ("epochs", .integer(settings.epochs)),
              ("racers", .array(counted.map { json($0, isTimed: false) })),
            ]))
        ),
        (
          "agreement",
          .array([
            json(agreements[0], of: "start", batchSize: nil),
            json(agreements[1], of: "trained", batchSize: trained.batchSize),
          ])
        ),
        ("plane", landscape.map(json) ?? .null),
      ]))
  }

  private var rateJSON: JSONValue {
    .object(
      JSONObject([
        ("rule", .string(rates == nil ? "one for all" : "best for each")),
        ("tried", rates.map { .array($0.map { .number($0) }) } ?? .null),
      ]))
  }

  private func json(_ racer: Racer, isTimed: Bool) -> JSONValue {
    .object(
      JSONObject([
        ("batchSize", .integer(racer.batchSize)),
        ("learningRate", .number(racer.entrant.learningRate)),
        ("diverged", .bool(racer.hasDiverged)),
        (
          "trail",
          .array(
            racer.points.map { point in
              .object(
                JSONObject(
                  (isTimed ? [("seconds", .number(point.seconds))] : []) + [
                    ("steps", .integer(point.steps)),
                    ("examples", .integer(point.examples)),
                    ("cost", .number(point.cost)),
                    ("testCost", .number(point.testCost)),
                    ("testAccuracy", .number(point.testAccuracy)),
                  ]))
            })
        ),
      ]))
  }

  private func json(_ agreement: GradientAgreement, of network: String, batchSize: Int?) -> JSONValue {
    .object(
      JSONObject([
        ("network", .string(network)),
        ("trainedBy", batchSize.map { .integer($0) } ?? .null),
        ("cost", .number(agreement.cost)),
        ("gradientNorm", .number(agreement.gradientNorm)),
        ("covarianceTrace", .number(agreement.covarianceTrace)),
        ("replacement", .bool(false)),
        (
          "batches",
          .array(
            agreement.batches.map { batch in
              .object(
                JSONObject([
                  ("batchSize", .integer(batch.batchSize)),
                  ("draws", .integer(batch.draws)),
                  ("cosine", json(batch.cosine)),
                  ("expectedCosine", .number(batch.expectedCosine)),
                  ("squaredError", json(batch.squaredError)),
                  ("expectedSquaredError", .number(batch.expectedSquaredError)),
                ]))
            })
        ),
      ]))
  }

  private func json(_ spread: Spread) -> JSONValue {
    .object(JSONObject([("mean", .number(spread.mean)), ("deviation", .number(spread.deviation))]))
  }

  private func json(_ landscape: Landscape) -> JSONValue {
    .object(
      JSONObject([
        ("examples", .integer(landscape.examples)),
        ("varianceShares", .array(landscape.varianceShares.map { .number($0) })),
        ("xs", .array(landscape.surface.xs.map { .number($0) })),
        ("ys", .array(landscape.surface.ys.map { .number($0) })),
        ("costs", .array(landscape.surface.costs.map { .array($0.map { .number($0) }) })),
        ("paths", .array(zip(counted, landscape.paths).map { json($0, $1) })),
      ]))
  }

  private func json(_ racer: Racer, _ path: [PathPoint]) -> JSONValue {
    .object(
      JSONObject([
        ("batchSize", .integer(racer.batchSize)),
        (
          "points",
          .array(
            zip(racer.points, path).map { moment, point in
              .object(
                JSONObject([
                  ("steps", .integer(moment.steps)),
                  ("examples", .integer(moment.examples)),
                  ("x", .number(point.place.x)),
                  ("y", .number(point.place.y)),
                  ("distance", .number(point.place.distance)),
                  ("cost", .number(point.cost)),
                  ("surfaceCost", .number(point.surfaceCost)),
                ]))
            })
        ),
      ]))
  }
}
