namespace Steadfast.Pipelines.Tests;

[Trait("Category", "fast")]
public sealed class ModuleTableTests
{
    private const string Readme = "bicep/README.md";

    [Fact]
    public void The_table_of_modules_names_every_template_once()
    {
        Assert.SkipUnless(Repository.Has(Readme), $"{Readme} is not there");
        string[] rows = Repository.Text(Readme).Split("## Modules\n")[1].Split("\n## ")[0].Split('\n');
        var named = rows.Where(row => row.StartsWith("| `", StringComparison.Ordinal) || row.StartsWith("| [", StringComparison.Ordinal))
            .Select(row => row.Split('|')[1].Trim(' ', '`', '[').Split('`', ']')[0])
            .Where(name => name.EndsWith(".bicep", StringComparison.Ordinal));

        Assert.Equal(Repository.Files("bicep", "*.bicep").Select(file => Path.GetRelativePath("bicep", file)), named.Order(StringComparer.Ordinal));
    }
}
