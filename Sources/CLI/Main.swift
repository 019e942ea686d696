@main
struct Main {
  // What runs in `main` itself belongs to the main actor; the tool's own threads must not.
  static func main() { Tool.run() }
}
