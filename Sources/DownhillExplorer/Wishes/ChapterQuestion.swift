import DownhillExplain
import DownhillFormats

/// A neuron by its layer, from 1, and its index in it, from 0.
struct NeuronIndex: Equatable {
  var layer: Int
  var index: Int
}

/// What the chapter shows: whose wishes, which step, which neuron. All that a link or a button needs.
struct ChapterQuestion: Equatable {
  /// The example's name.
  var example: String
  /// The label that the visitor gives it; nil for its own label, or the answer.
  var target: Int?
  /// The step, from 0.
  var step: Int
  /// The neuron that is shown; nil for the one that the step suggests.
  var neuron: NeuronIndex?
  /// Which of the learning rates the step is taken with, from 0, the largest.
  var rate = 0

  /// The call that shows it.
  var call: String { JSONValue.object(JSONObject(members("explain"))).text() }

  /// The call that moves a weight or bias for the same example; the slider adds the value.
  func adjusting(_ parameter: ParameterIndex) -> String {
    var members: [(key: String, value: JSONValue)] = [("do", .string("adjust")), ("example", .string(example))]
    if let target { members.append(("target", .integer(target))) }
    members.append(("layer", .integer(parameter.layer)))
    members.append(("neuron", .integer(parameter.neuron)))
    if let input = parameter.input { members.append(("input", .integer(input))) }
    return JSONValue.object(JSONObject(members)).text()
  }

  private func members(_ name: String) -> [(key: String, value: JSONValue)] {
    var members: [(key: String, value: JSONValue)] = [
      ("do", .string(name)), ("example", .string(example)), ("step", .integer(step)),
    ]
    if let target { members.append(("target", .integer(target))) }
    if let neuron {
      members.append(("neuron", .object(["layer": .integer(neuron.layer), "index": .integer(neuron.index)])))
    }
    if rate != 0 { members.append(("rate", .integer(rate))) }
    return members
  }

  /// The same question at another step, about another neuron.
  func at(step: Int, neuron: NeuronIndex? = nil) -> ChapterQuestion {
    var question = self
    question.step = step
    question.neuron = neuron
    return question
  }
}
