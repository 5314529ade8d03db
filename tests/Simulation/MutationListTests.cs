namespace Steadfast.Simulation.Tests;

/// <summary>The deliberate mistakes of mutations.tsv can still be made. Whether the simulation finds them, mutate.sh says: it builds the product anew for each.</summary>
public sealed class MutationListTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Each_mistake_changes_one_place_that_is_there()
    {
        string[][] all = [.. File.ReadLines(Path.Combine(Root, "tests/Simulation/mutations.tsv")).Select(line => line.Split('\t'))];

        Assert.True(all.Length >= 12, $"only {all.Length}");
        Assert.Equal([], all.Where(one => one.Length < 4 || !one.Skip(1).Chunk(3).All(IsOneChange)).Select(one => one[0]));
    }

    [Fact]
    public void The_documentation_tells_of_each()
    {
        string page = File.ReadAllText(Path.Combine(Root, "docs/simulation.md"));

        Assert.Equal([], File.ReadLines(Path.Combine(Root, "tests/Simulation/mutations.tsv")).Select(line => line.Split('\t')[0]).Where(name => !page.Contains($"| {name} |", StringComparison.Ordinal)));
    }

    private static bool IsOneChange(string[] change) =>
        change is [var file, var from, var to] && from != to && File.ReadAllText(Path.Combine(Root, file)).Split(from).Length == 2;

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Steadfast.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run within the repository");
    }
}
