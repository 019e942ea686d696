import Downhill
import DownhillExplain
import DownhillFiles
import DownhillFormats
import DownhillReport

/// `downhill gradient`: the exact gradient of the cost, written to a file.
enum GradientCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let page = try PageFile(arguments)
    let path = arguments[out]
    if Files.areSame(path, arguments.operands[0]) {
      throw Failure(.usage, "--out \(path) would replace the model that the gradient is of; choose another name")
    }
    if let page, Files.areSame(path, page.path) {
      throw UsageError.conflictingOptions("--html \(page.path)", "--out \(path)")
    }
    try arguments.checkKeepsData("--out", path)
    try arguments.checkKeepsTables("--out", path)
    try Files.checkWritable(path)
    let chosen = try ModelOnExamples(arguments, for: .gradient)
    var mean = AverageWish(chosen.explainer)
    for index in 0..<chosen.examples.count { mean.add(chosen.examples, index: index) }
    let gradient = mean.gradient
    let norm = gradient.norm
    guard norm.isFinite, mean.meanCost.isFinite else {
      throw Failure(.badData, "the gradient is not finite: the weights of \(arguments.operands[0]) are too large")
    }
    let file: [UInt8]
    do {
      file = try GradientFile.encode(
        gradient, network: chosen.model.network, cost: chosen.model.cost, examples: mean.count)
    } catch {
      throw Failure(
        .badData,
        "the gradient does not fit into numbers of 32 bits: the weights of \(arguments.operands[0]) are too large")
    }
    try ResultFile.write(file, to: path)
    let report = GradientReport(
      gradient, cost: mean.meanCost, networkName: chosen.modelTitle, dataName: chosen.dataTitle,
      inputs: chosen.inputs, footer: PageFile.footer)
    let status = page?.write(report.page) ?? .success
    if arguments[Shared.json] {
      var object = JSONObject([
        ("schema", .string("downhill.gradient/1")),
        ("examples", .integer(mean.count)),
        ("cost", .number(mean.meanCost)),
        ("norm", .number(norm)),
      ])
      object.members.append(JSONObject.Member(key: "file", value: .string(path)))
      Console.out(.json(chosen.completed(.object(object))))
    } else {
      Console.out(
        """
        \(chosen.modelTitle)
        \(chosen.dataTitle)

        cost           \(NumberText.significant(mean.meanCost, digits: 6))
        length ‖∇C‖    \(NumberText.significant(norm, digits: 6))
        Wrote \(path) (\(NumberText.bytes(file.count))): \(NumberText.grouped(gradient.parameterCount)) sensitivities.

        """)
    }
    return status
  }
}
