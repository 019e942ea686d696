import Downhill
import DownhillDocuments
import DownhillExplain
import DownhillFormats
import DownhillReport

/// `downhill average`: the wishes of many examples, their mean, and the proof that it is −∇C.
enum AverageCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let page = try PageFile(arguments)
    let kernels = try arguments.kernels()
    let singles = arguments[singles]
    let miniBatch = arguments[batchSize]
    let directions = arguments[directions]
    var random = RandomSource(seed: arguments[seed])
    let chosen = try ModelOnExamples(arguments, for: .average)
    let engine = try chosen.model.network.gradient(of: chosen.examples, cost: chosen.model.cost, kernels: kernels)
    let story = chosen.explainer.averageStory(
      of: chosen.examples, engine: engine.gradient, singles: singles, miniBatch: miniBatch, directions: directions,
      random: &random)
    let targets = story.singles.map { chosen.target($0.first) }
    let report = AverageReport(
      story, networkName: chosen.modelTitle, dataName: chosen.dataTitle,
      singleNames: zip(story.singles, targets).map { "\(chosen.inputName($0.first)), \($1)" },
      inputs: chosen.inputs, outputs: chosen.outputs,
      footer: PageFile.footer)
    let status = page?.write(report.page) ?? .success
    if arguments[Shared.json] {
      Console.out(.json(chosen.completed(averageJSON(story, chosen.asked).naming(chosen.classes))))
    } else {
      Console.out(
        .lines(
          of: TerminalAverage(
            story,
            TerminalAverage.Setting(
              network: chosen.modelTitle, data: chosen.dataTitle,
              examples: story.singles.map { chosen.asked.number($0.first) }, targets: targets,
              inputs: chosen.inputs, outputs: chosen.outputs)
          ).text))
    }
    return status
  }
}
