import Downhill
import DownhillExplain
import DownhillFormats

/// The story of one example as `downhill explain --json` prints it; `Docs/JSON.md` describes it. `hasClasses` says
/// whether the network answers with a class.
public func storyJSON(
  _ story: ExampleStory, example: String, label: Int?, model: Model, hasClasses: Bool = true
) -> JSONValue {
  let explanation = story.explanation
  return .object(
    JSONObject([
      ("schema", .string("downhill.explain/1")),
      ("example", .string(example)),
      ("network", networkJSON(model.network, cost: model.cost)),
      ("parameters", .integer(model.network.architecture.parameterCount)),
      ("label", label.map { .integer($0) } ?? .null),
      ("prediction", hasClasses ? .integer(explanation.prediction) : .null),
      ("inputs", numbers(explanation.inputs)),
      ("target", numbers(explanation.target)),
      ("cost", .number(explanation.cost)),
      ("costParts", numbers(explanation.costParts)),
      ("layers", .array(explanation.layers.map(layerJSON))),
      ("levers", leversJSON(story.levers)),
      ("nudges", .array(story.nudges.map(nudgeJSON))),
      ("squaredGradientNorm", .number(explanation.squaredGradientNorm)),
      ("steps", .array(story.steps.map(stepJSON))),
      ("fireTogether", .array(story.fireTogether.map(fireTogetherJSON))),
      ("proof", proofJSON(story.proof)),
    ]))
}

private func layerJSON(_ layer: LayerExplanation) -> JSONValue {
  .object(
    JSONObject([
      ("layer", .integer(layer.number)),
      ("weightedInputs", numbers(layer.weightedInputs)),
      ("activations", numbers(layer.activations)),
      ("activationSensitivities", numbers(layer.activationSensitivities)),
      ("sensitivities", numbers(layer.sensitivities)),
      ("desiredActivations", numbers(layer.desiredActivations)),
      ("requests", .array(layer.requests.map(numbers))),
      ("desiredBiases", numbers(layer.desiredBiases)),
      ("desiredWeights", .array((0..<layer.count).map { numbers(layer.desiredWeights(neuron: $0)) })),
    ]))
}

private func leversJSON(_ levers: Levers) -> JSONValue {
  .object(
    JSONObject([
      ("layer", .integer(levers.layer)),
      ("neuron", .integer(levers.neuron)),
      ("bias", leverJSON(levers.bias)),
      ("weights", .array(levers.weights.map(leverJSON))),
      ("activations", .array(levers.activations.map(leverJSON))),
    ]))
}

private func leverJSON(_ lever: Lever) -> JSONValue {
  let input: JSONValue =
    switch lever.kind {
    case .bias: .null
    case .weight(let input), .activation(let input): .integer(input)
    }
  return .object(
    JSONObject([
      ("input", input),
      ("value", .number(lever.value)),
      ("weightedInputPerUnit", .number(lever.weightedInputPerUnit)),
      ("activationPerUnit", .number(lever.activationPerUnit)),
      ("desiredChange", .number(lever.desiredChange)),
      ("step", .number(lever.step)),
      ("predicted", effectJSON(lever.predicted)),
      ("measured", effectJSON(lever.measured)),
    ]))
}

private func effectJSON(_ effect: Lever.Effect) -> JSONValue {
  .object(JSONObject([("activation", .number(effect.activation)), ("cost", .number(effect.cost))]))
}

private func nudgeJSON(_ nudge: Nudge) -> JSONValue {
  .object(
    JSONObject([
      ("layer", .integer(nudge.parameter.layer)),
      ("neuron", .integer(nudge.parameter.neuron)),
      ("input", nudge.parameter.input.map { .integer($0) } ?? .null),
      ("value", .number(nudge.value)),
      ("carried", .number(nudge.carried)),
      ("sensitivity", .number(nudge.sensitivity)),
      ("desiredChange", .number(nudge.desiredChange)),
    ]))
}

private func stepJSON(_ step: StepOutcome) -> JSONValue {
  .object(
    JSONObject([
      ("learningRate", .number(step.learningRate)),
      ("predicted", .number(step.predicted)),
      ("measured", .number(step.measured)),
      ("outputs", numbers(step.outputs)),
    ]))
}

/// Fire together, wire together, in one layer.
package func fireTogetherJSON(_ layer: FireTogether) -> JSONValue {
  .object(
    JSONObject([
      ("layer", .integer(layer.layer)),
      ("firing", layer.firing.map { .number($0) } ?? .null),
      ("wanted", layer.wanted.map { .number($0) } ?? .null),
    ]))
}

private func proofJSON(_ proof: ExampleProof) -> JSONValue {
  .object(
    JSONObject([
      ("requestsDifference", .number(proof.requestsDifference)),
      ("engineDifference", .number(proof.engine.largest.difference)),
      ("engineBound", .number(proof.engine.largest.bound)),
      ("engineWithinBounds", .bool(proof.engine.isWithinBounds)),
      ("numericalDifference", .number(proof.numerical.largestDifference)),
      ("numericalShareOfError", .number(proof.numerical.largestShare)),
      ("numericalChecked", .integer(proof.numerical.checked)),
      ("numericalKinked", .integer(proof.numerical.kinked)),
    ]))
}

/// Numbers in their order.
package func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }
