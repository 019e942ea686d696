import Downhill
import DownhillFormats
import DownhillTables

extension ParsedArguments {
  /// Throws if an option about columns is given that says something else than the preparation of a model from which
  /// training resumes.
  func checkAgreement(with learnt: Preparation, on training: TableRows, model: String) throws {
    for option in TableOptions.learning + [TableOptions.missing] where isGiven(option) {
      guard try agrees(option, with: learnt, training) else {
        throw UsageError.disagreement(
          option: "\(option.specification.flag) \(typedText(of: option) ?? "")", model: model,
          recorded: recorded(option, learnt))
      }
    }
  }

  private func agrees(_ option: any DeclaredOption, with learnt: Preparation, _ training: TableRows) throws -> Bool {
    let options = try preparationOptions()
    let used = learnt.columns.map(\.name) + learnt.target.names + [learnt.weightColumn].compactMap(\.self)
    let categories = learnt.columns.compactMap { column -> (name: String, category: InputColumn.Category)? in
      if case .category(let category) = column.kind { (column.name, category) } else { nil }
    }
    switch option.name {
    case TableOptions.target.name: return names(TableOptions.target) ?? [] == learnt.target.names
    case TableOptions.task.name: return options.task == learnt.target.task
    case TableOptions.weight.name: return options.weight == learnt.weightColumn
    case TableOptions.drop.name:
      return !options.dropped.contains { used.contains(bytesOf: $0) }
    case TableOptions.category.name:
      return options.categories.allSatisfy { categories.map(\.name).contains(bytesOf: $0) }
    case TableOptions.categoryLimit.name:
      return categories.allSatisfy { column in
        let count = column.category.names.count
        return column.category.hasOther ? count == options.categoryLimit : count <= options.categoryLimit
      }
    case TableOptions.missing.name: return try csvOptions().missingWords == learnt.missingWords
    default:
      // What is said of the columns otherwise is learnt again, with the rest as the model has it.
      var again = options
      again.task = learnt.target.task
      again.weight = learnt.weightColumn
      again.categories = categories.map(\.name)
      again.categoryLimit =
        categories.first { $0.category.hasOther }?.category.names.count
        ?? max(categories.map(\.category.names.count).max() ?? 1, 1)
      again.dropped = training.table.columns.map(\.name).filter { !used.contains(bytesOf: $0) }
      guard let made = try? Preparation(learntFrom: training, targets: learnt.target.names, options: again) else {
        return false
      }
      return option.name == TableOptions.classWeight.name
        ? made.classWeights == learnt.classWeights : made.columns == learnt.columns
    }
  }

  /// What the model says in the place of an option; nil if it says nothing.
  private func recorded(_ option: any DeclaredOption, _ learnt: Preparation) -> String? {
    switch option.name {
    case TableOptions.target.name: learnt.target.names.joined(separator: ",")
    case TableOptions.task.name: TableTask.allCases.first { $0.task == learnt.target.task }?.rawValue
    case TableOptions.weight.name: learnt.weightColumn
    case TableOptions.missing.name: learnt.missingWords.joined(separator: ",")
    default: "other columns or values"
    }
  }
}
