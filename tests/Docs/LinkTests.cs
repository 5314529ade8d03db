namespace Steadfast.Docs.Tests;

public sealed class LinkTests
{
    private const string Runs = "../../actions/workflows/";

    [Fact]
    public void Every_link_inside_the_repository_leads_somewhere()
    {
        Markdown[] pages = [.. Markdown.All()];

        Assert.Contains("README.md", pages.Select(page => page.Path));
        Assert.Equal([], pages.SelectMany(page => page.Links.Where(link => !Leads(page.Path, link)).Select(link => $"{page.Path}: {link}")));
    }

    [Fact]
    public void Every_file_of_the_walk_of_one_alert_is_there()
    {
        string walk = Repository.Text("docs/architecture.md").Split("### The walk of one alert")[1].Split("\n## ")[0];
        string[] named = [.. walk.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split('`').Where((_, index) => index % 2 == 1))];

        Assert.Contains("Incidents/IncidentLoop", named);
        Assert.Equal([], named.Where(name => !Repository.Has($"functions/{name}.cs")));
    }

    private static bool Leads(string from, string link)
    {
        // GitHub shows README at /OWNER/NAME/blob/BRANCH, and the runs of a workflow, with a badge, at /OWNER/NAME/actions.
        if (from == "README.md" && link.StartsWith(Runs, StringComparison.Ordinal))
        {
            return Repository.Has($".github/workflows/{link[Runs.Length..].Replace("/badge.svg", "", StringComparison.Ordinal)}");
        }

        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? from : Path.Combine(Path.GetDirectoryName(from)!, parts[0]);
        return (Repository.Has(target) || Directory.Exists(Repository.PathOf(target))) && (parts.Length == 1 || Markdown.Read(target).Anchors.Contains(parts[1]));
    }
}
