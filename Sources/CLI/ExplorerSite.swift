import Downhill
import DownhillDocuments
import DownhillFiles
import DownhillFormats
import DownhillMNIST
import DownhillServer

/// The explorer's files: what `serve` serves and `export-site` writes.
struct ExplorerSite {
  /// Paths below the site's root, with the page `index.html` last, so that it is written when the rest is there.
  let files: [(path: String, contents: [UInt8])]
  let models: [ServedModel]
  /// `MNIST`, or the folder.
  let dataName: String

  /// Reads the data and the models, of which there must be some.
  init(_ arguments: ParsedArguments, models paths: some Collection<String>) throws {
    for path in paths { try arguments.checkMemory(ofModel: path) }
    let source = try arguments.dataSource()
    models = try ServedModel.read(paths) { DataMatch($0, source, arguments) }
    try arguments.checkMemory(.site(source))
    dataName = source.name
    var files = Explorer.files
    files += try Self.data(arguments, source)
    files += models.map { ("models/\($0.name)", $0.contents) }
    let index = ServedModel.index(models, arguments[Shared.preparedDrawings])
    files.append(("models/index.json", Array((index.text() + "\n").utf8)))
    self.files = files.filter { $0.path != "index.html" } + files.filter { $0.path == "index.html" }
  }

  /// Warns of models that were trained on other data than the page's.
  func warnOfOtherData() {
    for model in models { model.dataMatch.warn(model: model.name, data: dataName) }
  }

  /// The four files, checked to be pictures of classes, with their description, and for MNIST the notice of its
  /// license.
  private static func data(
    _ arguments: ParsedArguments, _ source: DataSource
  ) throws -> [(path: String, contents: [UInt8])] {
    let isBundled = arguments.usesBundledData && arguments[Shared.transposed] != true
    let files = isBundled ? MNIST.files : try source.packedFiles()
    let notice = isBundled ? [(path: "data/NOTICE.md", contents: MNIST.notice)] : []
    let index =
      isBundled
      ? index(name: source.name, .numbers(first: 0, count: 10), PictureShape(rows: 28, columns: 28))
      : try checkedIndex(source)
    return files.map { ("data/\($0.name)", $0.contents) } + notice
      + [("data/index.json", Array((index.text() + "\n").utf8))]
  }

  /// The description of the data, after a check that they can be loaded: the page would refuse them only later.
  private static func checkedIndex(_ source: DataSource) throws -> JSONValue {
    let training = try source.tell(.train, DataRequest())
    if case .words(let words)? = training.classNames {
      throw Failure(
        .usage,
        "\(source.name) has the classes \(listed(words)), and the explorer shows classes that are numbers; "
          + "explain and report show what a model of them does")
    }
    guard let names = training.classNames, let shape = training.pictureShape else { throw DataError.notPictures }
    do {
      _ = try source.load(.test, classCount: names.count, firstLabel: training.firstLabel)
    } catch let error as DataError {
      // Other verbs advise an option that does not exist here.
      throw Failure(.badData, "\(error)")
    }
    return index(name: baseName(source.name), names, shape)
  }

  /// `data/index.json`: the data's name, the number of classes, the label of the first, and the shape of the pictures.
  private static func index(name: String, _ names: ClassNames, _ shape: PictureShape) -> JSONValue {
    var first = 0
    if case .numbers(let number, _) = names { first = number }
    return .object(
      JSONObject([
        ("name", .string(name)), ("classes", .integer(names.count)), ("firstLabel", .integer(first)),
        ("rows", .integer(shape.rows)), ("columns", .integer(shape.columns)),
      ]))
  }
}

/// The last part of a path.
private func baseName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

/// A model file that the page may load.
struct ServedModel {
  /// Its name on the page: that of its file, with `-` for characters that an address cannot have, and a number if the
  /// name is taken.
  let name: String
  let contents: [UInt8]
  /// Its entry in the list of models. The network itself is not kept: pages read the file.
  private let json: JSONValue

  /// Whether it was trained on the data that are served.
  let dataMatch: DataMatch

  /// Reads model files, of which there must be some.
  static func read(
    _ paths: some Collection<String>, dataMatch: (Model) -> DataMatch
  ) throws -> [ServedModel] {
    // Compared without regard to case, as some file systems do; `index.json` is the list of models.
    var taken: Set<String> = ["index.json"]
    return try paths.map { path in
      let contents = try Model.contents(path)
      let model = try Model.read(contents, file: path)
      guard model.table == nil else {
        throw Failure(.usage, "\(path) is a model of a table, which the explorer does not show")
      }
      if let names = model.classNames {
        throw Failure(
          .usage,
          "\(path) has the classes \(listed(names)), and the explorer shows classes that are numbers; explain and report "
            + "show what it does")
      }
      let file = servable(baseName(path))
      let dot = file.dropFirst().lastIndex(of: ".") ?? file.endIndex
      var name = file
      var number = 2
      while taken.contains(name.lowercased()) {
        name = "\(file[..<dot])-\(number)\(file[dot...])"
        number += 1
      }
      taken.insert(name.lowercased())
      return ServedModel(
        name: name, contents: contents, json: json(model, name: name, byteCount: contents.count),
        dataMatch: dataMatch(model))
    }
  }

  /// A name without control characters and backslashes, which this server refuses in a path and other hosts misread,
  /// and without marks that change how a name is displayed.
  private static func servable(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: result += "-"
      default: result.unicodeScalars.append(scalar == "\\" ? "-" : scalar)
      }
    }
    return result
  }

  /// `models/index.json`: the paths are relative to the page, and `preparation` is that of drawings unless the visitor
  /// chooses.
  static func index(_ models: [ServedModel], _ preparation: PicturePreparation) -> JSONValue {
    .object(JSONObject([("models", .array(models.map(\.json))), ("prepare", .string(preparation.rawValue))]))
  }

  private static func json(_ model: Model, name: String, byteCount: Int) -> JSONValue {
    .object(
      JSONObject([
        ("name", .string(name)),
        ("path", .string("models/\(PercentEncoding.encoded(name))")),
        ("bytes", .integer(byteCount)),
        ("network", networkJSON(model.network, cost: model.cost)),
        ("parameters", .integer(model.network.architecture.parameterCount)),
      ]))
  }
}
