import Downhill

/// The page of a model of a table: how good it is by the metrics of its task, where it errs, and what its first weights
/// are.
package struct TableReport: Sendable {
  /// What the model is called: the name of its file.
  package var name: String
  /// The network.
  package var network: Network
  /// The network in a line.
  package var networkName: String
  /// The rows it was tested on: `test.csv: 34 rows`.
  package var dataName: String
  /// What each input says.
  package var inputs: [String]
  /// The metrics of all targets together.
  package var metrics: [(name: String, value: String)]
  /// The metrics of each class, label or quantity.
  package var scores: DataTable
  /// How often each class was answered as which, `[class][answer]`; nil where no class is answered.
  package var confusion: (names: [String], counts: [[Int]])?
  /// The accuracy of answers by their confidence; empty where there is none.
  package var reliability: [LineChart.Point] = []
  /// The true positive rate by the false positive rate, of each class or label; a line for each.
  package var rankings: [LineChart.Series] = []
  /// The residuals of each quantity by the share of rows that are below, in its own unit.
  package var residuals: [LineChart.Series] = []
  /// The mean error of rows with similar values in a column; nil if no column tells where the model errs.
  package var errorsByColumn: DataTable?
  /// The worst answers, in a line each.
  package var mistakes: [String] = []
  /// The ranges of its weights and biases, layer by layer.
  package var ranges: [RangeChart.Range]
  /// How it was trained, setting by setting; empty if unknown.
  package var settings: [(name: String, value: String)]
  /// How the page was made.
  package var footer: String

  /// A page of a model.
  package init(
    name: String, network: Network, networkName: String, dataName: String, inputs: [String],
    metrics: [(name: String, value: String)], scores: DataTable, ranges: [RangeChart.Range],
    settings: [(name: String, value: String)], footer: String = ""
  ) {
    self.name = name
    self.network = network
    self.networkName = networkName
    self.dataName = dataName
    self.inputs = inputs
    self.metrics = metrics
    self.scores = scores
    self.ranges = ranges
    self.settings = settings
    self.footer = footer
  }

  /// The page.
  package var page: ReportPage {
    var sections = [summary]
    if let confusion { sections.append(.confusion(confusion.counts, names: confusion.names)) }
    if !reliability.isEmpty { sections.append(reliabilitySection) }
    if !rankings.isEmpty { sections.append(rankingSection) }
    if !residuals.isEmpty { sections.append(residualSection) }
    if let errorsByColumn {
      sections.append(
        ReportSection(id: "errors-by-column", title: "Where it errs") {
          Markup.paragraph(
            "Of rows in groups by their values in a column, for the columns whose groups differ by more than chance, "
              + "those that differ most first.")
          errorsByColumn.markup
        })
    }
    if !mistakes.isEmpty { sections.append(mistakeSection) }
    sections += [weights, .ranges(ranges)]
    if !settings.isEmpty { sections.append(.settings(settings)) }
    return ReportPage(title: "The model \(name)", subtitle: networkName, sections: sections, footer: footer)
  }

  private var summary: ReportSection {
    ReportSection(id: "summary", title: "How good it is") {
      Markup.paragraph("Tested on \(dataName).")
      Markup.facts(
        metrics.map { ($0.name, $0.value) } + [
          ("weights and biases", NumberText.grouped(network.architecture.parameterCount))
        ])
      scores.markup
    }
  }

  private var reliabilitySection: ReportSection {
    ReportSection(id: "reliability", title: "Whether its probabilities are right") {
      LineChart(
        title: "Accuracy by confidence", summary: "Rows with similar confidence are taken together.",
        x: LineChart.Measure("probability of the class answered", including: [0, 1]),
        y: LineChart.Measure("share of correct answers", including: [0, 1]),
        series: [
          LineChart.Series(name: "the model", points: reliability), .diagonal("as it should be"),
        ]
      ).figure(
        caption: "Above the straight line the model is right more often than it says, below it less often.")
    }
  }

  /// The most lines of a chart, one of which is the straight one.
  private static let rankingLimit = 5

  private var rankingSection: ReportSection {
    ReportSection(id: "roc", title: "How well it ranks") {
      LineChart(
        title: "ROC", summary: "A line for each class, over all thresholds.",
        x: LineChart.Measure("false positive rate", including: [0, 1]),
        y: LineChart.Measure("true positive rate", including: [0, 1]),
        series: rankings.prefix(Self.rankingLimit) + [.diagonal("by chance")]
      ).figure(
        caption: "The share of the rows of a class that are found, by the share of the others that are taken for it."
          + (rankings.count > Self.rankingLimit
            ? " Shown are the first \(Self.rankingLimit) of \(rankings.count)." : ""))
    }
  }

  private var residualSection: ReportSection {
    ReportSection(id: "residuals", title: "How far it is off") {
      for quantity in residuals {
        LineChart(
          title: "Residuals of \(quantity.name)", summary: "In ascending order.",
          x: LineChart.Measure("share of the rows", including: [0, 1]),
          y: LineChart.Measure("target − answer, in the unit of \(quantity.name)", including: [0]), series: [quantity]
        ).figure(caption: "The residual that this share of the rows is below.")
      }
    }
  }

  private var mistakeSection: ReportSection {
    ReportSection(id: "mistakes", title: "The worst answers") {
      Markup.element("ul") {
        for mistake in mistakes { Markup.element("li", text: mistake) }
      }
    }
  }

  private var weights: ReportSection {
    ReportSection(id: "weights", title: "What the first layer looks for") {
      SignedMatrix(
        columns: inputs, weights: network.parameters.weights(layer: 0).map { Double($0) },
        of: "Weights of the first layer"
      ).figure(
        caption: "Where a weight is blue, a larger input raises the neuron's weighted input; where it is orange, it "
          + "lowers it.")
    }
  }
}

extension LineChart.Series {
  /// The straight line from 0 to 1.
  fileprivate static func diagonal(_ name: String) -> LineChart.Series {
    LineChart.Series(name: name, points: [LineChart.Point(0, 0), LineChart.Point(1, 1)])
  }
}

// What pages of models of pictures and of tables have in common.
extension ReportSection {
  /// How often each class was answered as which; `counts` are empty for too many classes.
  static func confusion(_ counts: [[Int]], names: [String]) -> ReportSection {
    ReportSection(id: "confusion", title: "What it confuses") {
      if counts.isEmpty {
        Markup.paragraph("There are too many classes for a confusion matrix.")
      } else if counts.count <= ConfusionFigure.classLimit {
        ConfusionFigure(
          title: "Confusion matrix", summary: "A row for each label, a column for each answer.", counts: counts,
          names: names
        ).figure(
          caption: "Correct answers are framed; the deeper the colour of a mistake, the more frequent it is.")
      } else {
        Markup.element("ul") {
          for line in ConfusionTable.largest(counts, count: 20, names: names) { Markup.element("li", text: line) }
        }
      }
    }
  }

  static func ranges(_ ranges: [RangeChart.Range]) -> ReportSection {
    ReportSection(id: "ranges", title: "The ranges of its parameters") {
      RangeChart(title: "Ranges of weights and biases", summary: "Layer by layer.", ranges: ranges).figure(
        caption: "A line from the smallest to the largest; the box is one standard deviation on each side of the mean.")
    }
  }

  static func settings(_ settings: [(name: String, value: String)]) -> ReportSection {
    ReportSection(id: "training", title: "How it was trained") {
      DataTable(
        caption: "From the record in the file", columns: ["setting", "value"],
        rows: settings.map { [$0.name, $0.value] }, wordColumns: [0, 1]
      ).markup
    }
  }
}
