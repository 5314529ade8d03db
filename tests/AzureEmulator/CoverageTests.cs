using System.Runtime.CompilerServices;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>docs/control-plane.md says of every route what it is.</summary>
[Trait("Category", "fast")]
public sealed class CoverageTests
{
    private const string Begin = "<!-- operations: begin -->";
    private const string End = "<!-- operations: end -->";

    [Fact]
    public void Table_in_the_documents_is_made_of_the_routes()
    {
        var emulator = EmulatedAzure.Build(TestStack.Options, new FakeMachines(), new FakeDatabase());
        var page = File.ReadAllText(Page());
        var written = page[(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..page.IndexOf(End, StringComparison.Ordinal)].Trim();

        var made = Coverage.Markdown(emulator.Coverage);

        // Set it once to write the table anew after a change of the routes.
        if (Environment.GetEnvironmentVariable("STEADFAST_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Page(), page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + $"\n{made}\n" + page[page.IndexOf(End, StringComparison.Ordinal)..]);
        }

        Assert.Equal(made, written);
    }

    [Fact]
    public void Every_route_but_the_emulators_own_says_what_it_is()
    {
        var emulator = EmulatedAzure.Build(TestStack.Options, new FakeMachines(), new FakeDatabase());

        Assert.Empty(emulator.UnnamedRoutes);
    }

    private static string Page([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../docs/control-plane.md");
}
