import DownhillFiles
import DownhillFormats
import DownhillReport
import DownhillServer

/// `downhill serve`: the explorer, for the browser on this computer.
enum ServeCommand {
  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let host = arguments[host]
    guard let address = ServerAddress(host) else {
      throw Failure(
        .usage, "--host takes an address of this computer such as 127.0.0.1, ::1 or 0.0.0.0, not \"\(host)\"")
    }
    let site = try ExplorerSite(arguments, models: arguments.operands)
    site.warnOfOtherData()
    let server = try start(site, address, port: arguments[port])
    if !address.isLoopback {
      Console.err(
        """
        warning: --host \(address.text) lets every computer that reaches this one read the page, the data and the models

        """)
    }
    // The address is printed before anyone can end the server.
    Interruption.deferSignals(waking: server.stopDescriptor)
    tell(site, server, asJSON: arguments[Shared.json])
    if arguments[open], !Browser.open(server.url) {
      Console.err("There is no program to open a browser; open the address yourself.\n")
    }
    server.run()
    return Interruption.status ?? .success
  }

  private static func start(_ site: ExplorerSite, _ address: ServerAddress, port: Int) throws -> HTTPServer {
    do throws(ServerError) {
      return try HTTPServer(site.table, address: address, port: port)
    } catch .taken {
      throw Failure(
        .cannotCreate,
        "\(ServerError.taken(address: address.text, port: port)); choose one with --port N, or let the system choose with --port 0"
      )
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }

  private static func tell(_ site: ExplorerSite, _ server: HTTPServer, asJSON: Bool) {
    let models = site.models.isEmpty ? "" : " and \(NumberText.counted(site.models.count, "model"))"
    Console.err("The explorer, with \(site.dataName)\(models). Ctrl-C ends it.\n")
    guard asJSON else {
      Console.out("\(server.url)\n")
      return
    }
    let document = JSONObject([
      ("url", .string(server.url)),
      ("port", .integer(server.port)),
      ("data", .string(site.dataName)),
      ("models", .array(site.models.map { .string($0.name) })),
      ("dataMatches", .array(site.models.map(\.dataMatch).map(\.json))),
    ])
    Console.out(.json(.object(document)))
  }
}

extension ExplorerSite {
  /// The files of the server, with the page at the root.
  var table: ResourceTable {
    var table = ResourceTable()
    for file in files {
      // Data is compressed already, and weights do not compress.
      let isWorthIt = !file.path.hasPrefix("data/") && !file.path.hasPrefix("models/")
      let packed = isWorthIt ? Gzip.deflate(file.contents) : []
      let gzip = isWorthIt && packed.count < file.contents.count ? packed : nil
      table["/\(file.path)"] = Resource(path: file.path, contents: file.contents, gzip: gzip)
    }
    table["/"] = table["/index.html"]
    return table
  }
}
