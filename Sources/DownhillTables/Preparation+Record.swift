import Downhill
import DownhillFormats

// The preparation as a model's file has it.

extension Preparation {
  /// What a model's file keeps of it.
  public var record: TableRecord {
    let scaling = columns.flatMap { $0.centersAndScales }
    var members: [(key: String, value: JSONValue)] = [
      ("columns", .array(columns.map { $0.json })), ("target", target.json),
    ]
    if missingWords != CSVOptions.usualMissingWords {
      members.append(("missing", .array(missingWords.map { .string($0) })))
    }
    if let weightColumn { members.append(("weight", .string(weightColumn))) }
    if !classWeights.isEmpty { members.append(("classWeights", .array(classWeights.map { .number($0) }))) }
    let quantities: [TargetColumns.Quantity] =
      if case .quantities(let quantities) = target { quantities } else { [] }
    return TableRecord(
      description: .object(JSONObject(members)), inputMean: scaling.map { $0.center },
      inputScale: scaling.map { $0.scale }, outputMean: quantities.map { $0.mean },
      outputScale: quantities.map { $0.scale })
  }

  /// The preparation of a model; nil if it is not one of a table.
  ///
  /// - Throws: ``TableError`` if what the file says of it cannot be understood.
  public init?(_ model: Model, file: String) throws(TableError) {
    guard let record = model.table else { return nil }
    guard
      let preparation = Preparation(
        record, outputs: model.network.architecture.outputCount / model.cost.outputsPerTarget)
    else {
      throw TableError(file: file, problem: .badRecord)
    }
    self = preparation
  }

  /// nil if the record cannot be understood.
  package init?(_ record: TableRecord, outputs: Int) {
    let description = record.description
    guard let listed = description["columns"]?.arrayValue, !listed.isEmpty, let target = description["target"]
    else { return nil }
    var columns: [InputColumn] = []
    var place = 0
    for json in listed {
      guard let column = InputColumn(json, record, &place) else { return nil }
      columns.append(column)
    }
    var words = CSVOptions.usualMissingWords
    if let listed = description["missing"] {
      guard let texts = listed.texts else { return nil }
      words = texts
    }
    var weightColumn: String?
    if let listed = description["weight"] {
      guard let name = listed.stringValue else { return nil }
      weightColumn = name
    }
    var classWeights: [Double] = []
    if let listed = description["classWeights"] {
      guard let weights = listed.arrayValue?.map({ $0.numberValue ?? -1 }),
        weights.allSatisfy({ $0 >= 0 && $0.isFinite })
      else { return nil }
      classWeights = weights
    }
    guard place == record.inputMean.count, let target = TargetColumns(target, record),
      target.outputCount == outputs
    else { return nil }
    if !classWeights.isEmpty {
      guard case .classes(let classes) = target, classes.classes.count == classWeights.count else { return nil }
    }
    // Inputs of categories are not scaled.
    for (index, scaling) in columns.flatMap({ $0.centersAndScales }).enumerated() {
      guard scaling.center == record.inputMean[index], scaling.scale == record.inputScale[index] else { return nil }
    }
    self.init(
      columns: columns, target: target, weightColumn: weightColumn, classWeights: classWeights, missingWords: words,
      notes: [])
  }
}

extension InputColumn {
  fileprivate var json: JSONValue {
    switch kind {
    case .number(let number):
      let members: [(key: String, value: JSONValue)] = [
        ("name", .string(name)), ("kind", "number"), ("fill", .number(number.fill)),
        ("indicator", .bool(number.hasIndicator)),
      ]
      return .object(JSONObject(members + (number.isRobust ? [("robust", .bool(true))] : [])))
    case .category(let category):
      return [
        "name": .string(name), "kind": "category", "categories": .array(category.names.map { .string($0) }),
        "other": .bool(category.hasOther), "missing": .bool(category.hasMissing),
      ]
    }
  }

  /// The column whose inputs begin at `place`, which is moved behind them.
  fileprivate init?(_ json: JSONValue, _ record: TableRecord, _ place: inout Int) {
    guard let name = json["name"]?.stringValue, let word = json["kind"]?.stringValue else { return nil }
    let kind: Kind
    if word.utf8.elementsEqual("number".utf8) {
      guard let fill = json["fill"]?.numberValue, let hasIndicator = json["indicator"]?.boolValue, fill.isFinite,
        place < record.inputMean.count
      else { return nil }
      kind = .number(
        Number(
          center: record.inputMean[place], scale: record.inputScale[place], fill: fill, hasIndicator: hasIndicator,
          isRobust: json["robust"]?.boolValue ?? false))
    } else if word.utf8.elementsEqual("category".utf8) {
      guard let names = json["categories"]?.texts, let hasOther = json["other"]?.boolValue,
        let hasMissing = json["missing"]?.boolValue
      else { return nil }
      kind = .category(Category(names: names, hasOther: hasOther, hasMissing: hasMissing))
    } else {
      return nil
    }
    self.init(name: name, kind: kind)
    place += inputCount
    if place > record.inputMean.count { return nil }
  }
}

extension TargetColumns {
  fileprivate var json: JSONValue {
    switch self {
    case .classes(let classes):
      [
        "task": .string(task.rawValue), "columns": .array([.string(classes.name)]),
        "classes": .array(classes.classes.map { .string($0) }), "numbers": .bool(classes.areNumbers),
      ]
    case .labels, .quantities:
      ["task": .string(task.rawValue), "columns": .array(names.map { .string($0) })]
    }
  }

  fileprivate init?(_ json: JSONValue, _ record: TableRecord) {
    guard let word = json["task"]?.stringValue, let names = json["columns"]?.texts, !names.isEmpty,
      let task = LearningTask.allCases.first(where: { $0.rawValue.utf8.elementsEqual(word.utf8) })
    else { return nil }
    switch task {
    case .classification:
      guard names.count == 1, let classes = json["classes"]?.texts, classes.count > 1,
        let areNumbers = json["numbers"]?.boolValue
      else { return nil }
      self = .classes(Classes(name: names[0], classes: classes, areNumbers: areNumbers))
    case .multiLabel: self = .labels(names)
    case .regression:
      guard record.outputMean.count == names.count else { return nil }
      self = .quantities(
        names.indices.map { Quantity(name: names[$0], mean: record.outputMean[$0], scale: record.outputScale[$0]) })
    }
  }
}

extension JSONValue {
  /// The elements of a list of texts.
  fileprivate var texts: [String]? {
    guard let elements = arrayValue else { return nil }
    let texts = elements.compactMap { $0.stringValue }
    return texts.count == elements.count ? texts : nil
  }
}
