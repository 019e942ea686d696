import DownhillExplain

/// The page of `compare`: quick inaccurate steps against slow accurate ones.
public struct ComparisonReport: Sendable {
  /// What is told.
  public let story: ComparisonStory
  /// How the page came to be.
  public let footer: String

  /// The page of a story.
  public init(story: ComparisonStory, footer: String = "") {
    self.story = story
    self.footer = footer
  }

  /// The page.
  public var page: ReportPage {
    ReportPage(
      title: "Quick inaccurate steps against slow accurate ones", subtitle: story.networkName, sections: [],
      footer: footer)
  }
}
