using Steadfast.Local.Scenarios.Lying;

namespace Steadfast.Scenarios.Tests;

/// <summary>The set of lies.</summary>
[Trait("Category", "fast")]
public sealed class LyingTests
{
    [Fact]
    public void There_are_more_than_twenty_and_each_has_a_name_of_its_own()
    {
        string[] names = [.. LyingCatalog.All.Select(scenario => scenario.Name)];

        Assert.Equal(names.Distinct(), names);
        Assert.All(names, name => Assert.StartsWith(LyingCatalog.Prefix, name, StringComparison.Ordinal));
        Assert.InRange(names.Length, 20, int.MaxValue);
    }
}
