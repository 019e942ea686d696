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
    let first = chosen.data.firstLabel
    let labels = story.singles.map { chosen.examples.label($0.first) + first }
    let report = AverageReport(
      story, networkName: chosen.modelTitle, dataName: chosen.dataTitle,
      singleNames: zip(story.singles, labels).map { "\(chosen.inputName($0.first)), \(NumberText.article($1))" },
      pictureShape: chosen.data.pictureShape,
      footer: PageFile.footer)
    let status = page?.write(report.page) ?? .success
    if arguments[Shared.json] {
      Console.out(
        .json(averageJSON(story, chosen.asked).naming(from: first).adding("dataMatches", chosen.dataMatch.json)))
    } else {
      Console.out(
        .lines(
          of: TerminalAverage(
            story,
            TerminalAverage.Setting(
              network: chosen.modelTitle, data: chosen.dataTitle,
              labels: labels, firstExample: chosen.range.lowerBound)
          ).text))
    }
    return status
  }
}
