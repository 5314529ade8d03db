namespace Steadfast.Pipelines.Tests;

/// <summary>A ternary chooses between two things; more are chosen by a switch, by ifs or by a method.</summary>
[Trait("Category", "fast")]
public sealed class TernaryTests
{
    [Fact]
    public void No_ternary_stands_within_a_branch_of_another() =>
        Assert.Equal([], new[] { "functions", "local", "webapp" }.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .SelectMany(file => NestedTernaries.LinesOf(Repository.Text(file)).Select(line => $"{file}:{line}")));

    [Theory]
    [InlineData("x = a ? b : c ? d : e;")]
    [InlineData("x = a ? b ? c : d : e;")]
    [InlineData("x = a ? F<B, C>(d ? e : f) : g;")]
    [InlineData("x = a ? b : (c, d ? e : f);")]
    [InlineData("x = a ? b : F(c => { y = d; return e ? f : g; });")]
    [InlineData("x = a ? b : c switch { 1 => d, _ => e ? f : g };")]
    [InlineData("x = a ? $\"b {c:0.0} {{ {(d ? e : f)}\" : g;")]
    [InlineData("x = a ? $@\"b \"\" {(c ? d : e)}\" : f;")]
    [InlineData("x = a ? $$\"\"\"b \" { {{(c ? d : e)}} \"\"\" : f;")]
    public void One_within_a_branch_is_seen(string code) => Assert.Equal([2], NestedTernaries.LinesOf($"// before\n{code}\n"));

    [Theory]
    [InlineData("x = a ? b : c; y = d ? e : f;")]
    [InlineData("F(a ? b : c, d ? e : f);")]
    [InlineData("x = (a ? b : c) ? d : e;")]
    [InlineData("x = a switch { 1 => b ? c : d, _ => e ? f : g };")]
    [InlineData("x = from a in b let c = a ? d : e where a ? f : g select a ? h : i;")]
    [InlineData("x = $\"{(a ? b : c)} and {(d ? e : f)}\";")]
    [InlineData("string? x = a?[0].B?.C ?? d is E? ? f?.G : h;")]
    [InlineData("x = a ? \"b ? c : d\" : '?';")]
    [InlineData("x = a ? @\"b \"\" ? c : d\" : \"\"\"e \" ? f : g\"\"\";")]
    [InlineData("x = a ? $\"b ? c : d {e:f ? g : h} ? i : j\" : k;")]
    [InlineData("x = a ? b : c /* ? d : e */; // ? f : g")]
    public void Two_side_by_side_are_not_and_neither_is_text(string code) => Assert.Equal([], NestedTernaries.LinesOf(code));
}
