import Downhill
import DownhillReport

/// Why a training run failed to learn, as far as that can be measured, in sentences.
struct LearningDiagnosis {
  /// What examples are called.
  struct Words {
    /// `picture` or `row`.
    let example: String
    /// `test`, `validation` or `training`: what the evaluation is on.
    let judged: String

    /// Whether they are pictures.
    var arePictures: Bool { example == "picture" }
  }

  /// What looks wrong, with the likely cause; empty where all is well.
  let findings: [String]

  /// - Parameters:
  ///   - training: What was trained on.
  ///   - evaluation: How the network does on the test examples now.
  ///   - names: What the classes are called.
  ///   - costs: The mean cost of each epoch of this run, measured during training.
  ///   - words: What the examples are called.
  init(
    _ trainer: Trainer, training: Examples, evaluation: Evaluation, costs: [Double], classes names: ClassNames,
    words: Words
  ) throws {
    let configuration = trainer.configuration
    let classes = evaluation.confusion.map { $0.reduce(0, +) }
    guard classes.count > 1, evaluation.summary.examples > 0 else {
      self.findings = []
      return
    }
    var findings: [String] = []
    let learned = training.classCounts
    if let only = learned.onlyNonzeroIndex {
      findings.append(
        "\(Self.all(training.count, "training \(words.example)")) of class \(names.shown(only)): a network learns from them to answer \(names.shown(only)) "
          + "whatever it sees; it takes two classes to tell anything apart")
    } else if let sameness = training.sameness {
      self.findings = [
        "\(Self.all(training.count, "training \(words.example)")) \(sameness): their classes cannot be distinguished; "
          + (words.arePictures
            ? "look at what the files hold, with \(Tool.command) predict MODEL train:0"
            : "give it columns that tell them apart")
      ]
      return
    } else if let only = classes.onlyNonzeroIndex {
      findings.append(
        "\(Self.all(evaluation.summary.examples, "\(words.judged) \(words.example)")) of class \(names.shown(only)): the accuracy on them does not say "
          + "whether the network tells classes apart")
    }
    let (ofLayers, anyIsDead) = Self.deadLayers(evaluation, sizes: trainer.network.architecture.sizes, words)
    findings += ofLayers

    // One tenth of the way from naming the most frequent class to being always correct.
    let largest = Double(classes.max() ?? 0) / Double(evaluation.summary.examples)
    let accuracy = evaluation.summary.score.value
    let steps =
      trainer.checkpoint.epochs * configuration.miniBatches(examples: training.count) + trainer.checkpoint.miniBatches
    if !anyIsDead, learned.onlyNonzeroIndex == nil, classes.onlyNonzeroIndex == nil, steps > 0,
      accuracy <= largest + 0.1 * (1 - largest)
    {
      let facts = try LearningFacts(
        trainer, training: training, classCounts: learned, testCounts: classes, words: words)
      findings.append(
        "the network answers \(accuracy <= 1.05 * largest ? "no" : "hardly") better than by always naming one class: "
          + facts.cause(configuration, steps: steps, costs: costs))
    }
    self.findings = findings
  }

  /// The beginning of a sentence about all of several things: `all 120 training pictures are`.
  private static func all(_ count: Int, _ thing: String) -> String {
    count == 1 ? "the only \(thing) is" : "all \(NumberText.counted(count, thing)) are"
  }

  /// The findings about dead ReLUs, and whether a whole layer is dead.
  private static func deadLayers(
    _ evaluation: Evaluation, sizes: [Int], _ words: Words
  ) -> (findings: [String], anyIsDead: Bool) {
    var findings: [String] = []
    var anyIsDead = false
    for (index, count) in evaluation.deadNeurons.enumerated() where count > 0 {
      let size = sizes[index + 1]
      if count == size {
        anyIsDead = true
        findings.append(
          "\(Self.all(size, "ReLU")) dead in hidden layer \(index + 1), which answers nothing and cannot learn any more; "
            + "try a smaller --learning-rate, or --activation leaky-relu")
      } else if 2 * count >= size {
        findings.append(
          "\(count) of the \(size) ReLUs of hidden layer \(index + 1) never fire on the \(words.judged) \(words.example)s; "
            + "a smaller --learning-rate keeps more of them alive")
      }
    }
    return (findings, anyIsDead)
  }
}

extension Examples {
  /// How many examples each class has.
  fileprivate var classCounts: [Int] {
    // A single output has two classes.
    var counts = [Int](repeating: 0, count: max(outputCount, 2))
    for index in 0..<count { counts[label(index)] += 1 }
    return counts
  }
}

extension Examples {
  /// `black` or `alike` if all pictures are the same; nil if two differ.
  fileprivate var sameness: String? {
    let first = inputs(0)
    for index in 1..<max(count, 1) where inputs(index) != first { return nil }
    return first.allSatisfy { $0 == 0 } ? "black" : "alike"
  }
}

extension [Int] {
  /// The index of the only nonzero number; nil if there are several, or none.
  fileprivate var onlyNonzeroIndex: Int? {
    let nonzero = indices.filter { self[$0] != 0 }
    return nonzero.count == 1 ? nonzero[0] : nil
  }
}
