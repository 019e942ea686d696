// From a CSV file to answers: which species is a penguin?
//
//   swift run -c release                 # penguins.csv in this folder
//   swift run -c release Penguins FILE

import Downhill
import DownhillFiles
import DownhillFormats
import DownhillMetrics
import DownhillTables

// MARK: Read and prepare

let file = CommandLine.arguments.dropFirst().first ?? "penguins.csv"
let table = try TableFile.read(file)
for column in table.summaries() {
  print("\(column.name): \(column.kind), \(column.missingCount) missing")
}

// A fifth of the rows of each species is for the test, an eighth of the others to stop by.
let parts = try table.split(heldOut: 0.2, seed: 1, stratifiedBy: "species")
let others = TableRows(table, parts.training)
let split = try others.split(heldOut: 0.125, seed: 1, stratifiedBy: "species")
let (training, validation, test) = (
  TableRows(table, split.training), TableRows(table, split.heldOut), TableRows(table, parts.heldOut)
)

// Scales, categories and classes are learnt from the training rows only, and become part of the model.
var options = PreparationOptions()
options.dropped = ["year"]
let preparation = try Preparation(learntFrom: training, targets: ["species"], options: options)

// MARK: Train, and watch

let configuration = try TrainingConfiguration(
  architecture: Architecture(
    sizes: [preparation.inputCount, 16, preparation.target.outputCount], hiddenActivation: .relu,
    outputActivation: .softmax),
  cost: .crossEntropy, optimizer: Optimizer(usual: .adamW), batchSize: .count(16), epochs: 200, patience: 20)
let progress = try BackgroundTraining(
  Trainer(
    configuration, examples: preparation.dataSet(of: training, isTraining: true).set.examples,
    heldOut: [preparation.dataSet(of: validation).set.examples], validation: 0))
for try await epoch in progress.epochs where epoch.training.epoch % 10 == 0 {
  print("epoch \(epoch.training.epoch): cost \(epoch.training.cost), validation \(epoch.heldOut[0].score)")
}
let outcome = try await progress.outcome
print("stopped after \(outcome.checkpoint.epochs) epochs; the best was \(outcome.checkpoint.best?.epoch ?? 0)")

// MARK: How good is it?

let model = TableModel(network: outcome.kept, preparation: preparation, cost: configuration.cost)
let answers = try model.answers(test).answers
guard case .classes(let species) = preparation.target else { fatalError("species are classes") }
let judged = try ClassificationAnswers(
  probabilities: (0..<answers.count).flatMap { answers.probabilities(row: $0) }, outputCount: species.classes.count,
  labels: species.labels(of: test))
print("test: accuracy \(judged.accuracy), log loss \(judged.logLoss)")

// MARK: Keep it, and answer

try Files.write(ModelFile.encode(model.model), to: "penguins.safetensors")
let kept = try TableModel(
  ModelFile.decode(Files.read("penguins.safetensors"), file: "penguins.safetensors"), file: "penguins.safetensors")
print(try kept.predict(["bill_length_mm": 49.5, "bill_depth_mm": 18.4, "flipper_length_mm": 195, "island": "Dream"]))
