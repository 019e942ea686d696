import Downhill
import DownhillExplain
import DownhillFormats

/// What `downhill collapse --json` prints; `Docs/JSON.md` describes it. `model` is the path of the model that both
/// networks began as.
public func collapseJSON(
  _ collapse: Collapse, start: Network, cost: Cost, model: String?, example: String, seed: UInt64, testExamples: Int
) -> JSONValue {
  .object(
    JSONObject([
      ("schema", .string("downhill.collapse/1")),
      ("network", networkJSON(start, cost: cost)),
      ("model", model.map { .string($0) } ?? .null),
      ("seed", .string("\(seed)")),
      ("example", .string(example)),
      ("label", .integer(collapse.label)),
      ("testExamples", .integer(testExamples)),
      ("learningRate", .number(collapse.learningRate)),
      ("steps", .integer(collapse.steps)),
      ("batchSize", .integer(collapse.batchSize)),
      ("single", trailJSON(collapse.single)),
      ("miniBatches", trailJSON(collapse.miniBatches)),
    ]))
}

private func trailJSON(_ trail: CollapseTrail) -> JSONValue {
  .object(
    JSONObject([
      ("collapsedAt", trail.collapsedAt.map { .integer($0) } ?? .null),
      ("trail", .array(trail.points.map(pointJSON))),
    ]))
}

private func pointJSON(_ point: CollapsePoint) -> JSONValue {
  .object(
    JSONObject([
      ("step", .integer(point.step)),
      ("cost", .number(point.cost)),
      ("wish", .number(point.wish)),
      ("calledLabel", .number(point.calledLabel)),
      ("testAccuracy", .number(point.testAccuracy)),
    ]))
}
