import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFormats
import DownhillReport

/// `downhill sensitivity`: what the cost is most sensitive to, and how far that can be trusted.
enum SensitivityCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let page = try PageFile(arguments)
    let limit = arguments[top]
    let model = try arguments.anyModel()
    let index = try arguments.parameterIndex(parameter, in: model.network.architecture)
    let other = try arguments.parameterIndex(against, in: model.network.architecture)
    let chosen = try ModelOnExamples(arguments, for: .sensitivity)
    let story = chosen.explainer.sensitivityStory(of: chosen.examples, parameter: index, against: other)
    let setting = TerminalSensitivity.Setting(
      network: chosen.modelTitle, data: chosen.dataTitle, limit: limit, inputs: chosen.inputs, outputs: chosen.outputs)
    let layerCount = model.network.architecture.layerCount
    let report = SensitivityReport(
      story, layerCount: layerCount, networkName: chosen.modelTitle, dataName: chosen.dataTitle, limit: limit,
      inputs: chosen.inputs, outputs: chosen.outputs, footer: PageFile.footer)
    let status = page?.write(report.page) ?? .success
    if arguments[Shared.json] {
      Console.out(.json(chosen.completed(sensitivityJSON(story, chosen.asked, limit: limit))))
    } else {
      Console.out(.lines(of: TerminalSensitivity(story, layerCount: layerCount, setting).text))
    }
    return status
  }
}

extension ParsedArguments {
  /// The weight or bias that an option names.
  func parameterIndex(_ option: Option<String?>, in architecture: Architecture) throws -> ParameterIndex? {
    guard let text = self[option] else { return nil }
    do {
      return try ParameterIndex(text, in: architecture)
    } catch {
      throw Failure(.usage, "\(option.specification.flag) \(error)")
    }
  }
}
