import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill inspect`: what is in a model file.
enum InspectCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let path = arguments.operands[0]
    try arguments.checkMemory(ofModel: path)
    let bytes = try Model.contents(path)
    let model = try Model.read(bytes, file: path)
    let content = try SafeTensors.decode(bytes, file: path, passingOver: true)
    let layers = model.network.parameters.layers.indices.map { LayerSummary(model.network, index: $0) }
    if arguments[Shared.json] {
      Console.out(.json(json(model, layers, content)))
    } else {
      Console.out(.lines(lines(model, layers, content, path: path, size: bytes.count)))
    }
    return .success
  }

  private static func lines(
    _ model: Model, _ layers: [LayerSummary], _ content: TensorFile, path: String, size: Int
  ) -> [String] {
    let count = NumberText.grouped(model.network.architecture.parameterCount)
    var lines = [
      "\(path): \(model.network.title), \(model.cost.name) cost",
      "\(count) parameters, \(NumberText.bytes(size))",
      "",
      "layer  activation    weights  parameters     weights from … to       biases from … to",
    ]
    for layer in layers {
      lines.append(
        padded("\(layer.index)", to: 5) + "  " + filled(layer.activation, to: 10)
          + padded("\(layer.outputs)×\(layer.inputs)", to: 11) + padded(NumberText.grouped(layer.parameters), to: 12)
          + padded(layer.weights.rangeText, to: 22) + padded(layer.biases.rangeText, to: 23))
    }
    let others = content.otherNames
    if !others.isEmpty {
      let shown = others.prefix(20).map { "  " + printable($0, limit: 60) }
      lines += ["", "other tensors, which are ignored"] + shown + (others.count > 20 ? ["  …"] : [])
    }
    let metadata = content.metadata
    lines += ["", "metadata"]
    let rows = metadata.map { (printable($0.key, limit: 60), printable($0.value, limit: 500)) }
    let width = rows.map(\.0.count).max() ?? 0
    return lines + rows.map { "  " + filled($0, to: width) + "  " + $1 }
  }

  private static func json(
    _ model: Model, _ layers: [LayerSummary], _ content: TensorFile
  ) -> JSONValue {
    var object = JSONObject([
      ("network", networkJSON(model.network, cost: model.cost)),
      ("layers", .array(layers.map(\.json))),
      ("parameters", .integer(model.network.architecture.parameterCount)),
      ("metadata", .object(JSONObject(content.metadata.map { ($0.key, .string($0.value)) }))),
    ])
    let others = content.otherNames
    if !others.isEmpty {
      object.members.append(JSONObject.Member(key: "otherTensors", value: .array(others.map { .string($0) })))
    }
    return .object(object)
  }
}
