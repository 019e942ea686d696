import DownhillServer
import DownhillSettings

/// Verbs of the explorer, the same engine in the browser.
extension CommandSpecification {
  static let serve = CommandSpecification(
    verb: "serve",
    abstract: "show the explorer in the browser: learning and explaining",
    discussion: """
      Serves the explorer, a page that trains networks and explains them in the browser, to this computer. The address \
      is printed on standard output. The models named here can be chosen on the page; they are read once, at the \
      start. Ctrl-C ends it within a second, with status 130.

      Nothing is loaded from elsewhere, and only the page, the data and the models are served.
      """,
    operands: [.models],
    options: [
      Shared.data, Shared.transposed, Shared.pictureSize, Shared.preparedDrawings,
      ServeCommand.port,
      ServeCommand.host,
      ServeCommand.open,
      Shared.json,
    ],
    examples: [
      ExampleSpecification(comment: "Look at it.", command: "downhill serve --open"),
      ExampleSpecification(
        comment: "With a model of your own, on any free port.", command: "downhill serve model.safetensors --port 0"),
    ],
    run: ServeCommand.run)

  static let exportSite = CommandSpecification(
    verb: "export-site",
    abstract: "write the explorer to a folder, for any static host",
    discussion: """
      Writes what serve serves to a folder: the page, the data and the models named here. Any static host can serve \
      it, at any path. The security policy that serve sends is written into the page.

      A folder that is not empty is refused, unless an earlier export wrote it. Each file appears whole or not at \
      all, the page last; files that are no longer part of the site stay.
      """,
    operands: [
      OperandSpecification(
        value: ValueSpecification("DIR", .folder), help: "The folder; it is made if it does not exist."),
      .models,
    ],
    options: [
      Shared.data, Shared.transposed, Shared.pictureSize, Shared.preparedDrawings,
      ExportSiteCommand.force,
      Shared.json,
    ],
    examples: [
      ExampleSpecification(
        comment: "A site with a model of your own.", command: "downhill export-site site model.safetensors")
    ],
    run: ExportSiteCommand.run)
}

extension OperandSpecification {
  /// Models that the explorer offers, or none.
  fileprivate static let models = OperandSpecification(
    value: .file("MODEL"), isOptional: true, isRepeating: true,
    help: "Model files in the safetensors format, as train writes them, to choose from on the page.")
}

// MARK: Options of serve

extension ServeCommand {
  static let port = Option<Int>(
    "port", .integer(0...65_535), group: "Network", default: 8080, help: "The port; 0 for any free one.")
  static let host = Option<String>(
    "host", .text("ADDRESS", words: ["127.0.0.1", "::1", "0.0.0.0", "::"]), group: "Network",
    default: ServerAddress.loopback.text, "this computer alone",
    help: """
      The numeric address to listen on. One that other computers can reach lets them read everything that is served; \
      0.0.0.0 and :: stand for all addresses.
      """)
  static let open = Option<Bool>("open", group: "Output", help: "Open the page in the browser.")
}

// MARK: Options of export-site

extension ExportSiteCommand {
  static let force = Option<Bool>(
    "force", group: "Output", help: "Write into a folder with other files in it, and replace those with the same names."
  )
}
