namespace Steadfast.Bicep.Tests;

/// <summary>The real compiler has nothing to say about the templates: neither an error nor a warning, and the format is its own.</summary>
[Trait("Category", "real-processes")]
public sealed class CompilerTests : IDisposable
{
    private static readonly Dictionary<string, string> Environment = new() { ["AZURE_ENV_NAME"] = "dev", ["AZURE_LOCATION"] = "westeurope" };

    private readonly string _folder = Directory.CreateTempSubdirectory("steadfast-bicep-").FullName;

    public static TheoryData<string> Compilers => [.. BicepCompiler.All.Select(each => each.Name).DefaultIfEmpty("none")];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_package_brings_a_compiler_for_linux_on_x64()
    {
        Assert.SkipUnless(BicepCompiler.IsPackaged, "The package is for Linux on x64.");

        Assert.Equal("package", BicepCompiler.All[0].Name);
        Assert.True(File.Exists(BicepCompiler.All[0].Program), $"{BicepCompiler.All[0].Program} is not there: restore the packages of tests/Bicep.");
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task The_templates_build_without_a_finding(string compiler)
    {
        // Standard output is the compiled template.
        BicepResult build = await Compiler(compiler).RunAsync(["build", Repository.PathOf("bicep/main.bicep"), "--stdout"]);

        Assert.Equal((0, ""), (build.Code, (build with { Output = "" }).Findings));
        Assert.Contains("\"$schema\"", build.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task The_linter_has_no_finding_in_any_file(string compiler)
    {
        BicepResult lint = await Compiler(compiler).RunAsync(["lint", "--pattern", Repository.PathOf("bicep/*.bicep")]);

        Assert.Equal((0, ""), (lint.Code, lint.Findings));
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task The_parameters_build_from_the_least_that_azd_sets(string compiler)
    {
        BicepResult build = await Compiler(compiler).RunAsync(["build-params", Repository.PathOf("bicep/main.bicepparam"), "--stdout"], Environment);

        Assert.Equal((0, ""), (build.Code, (build with { Output = "" }).Findings));
        Assert.Contains("environmentName", build.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task Every_file_is_formatted(string compiler)
    {
        CopyTemplates();
        foreach (string pattern in (string[])["*.bicep", "*.bicepparam"])
        {
            BicepResult format = await Compiler(compiler).RunAsync(["format", "--pattern", Path.Combine(_folder, pattern)]);
            Assert.Equal((0, ""), (format.Code, format.Findings));
        }

        // To format them: bicep format --pattern 'bicep/*.bicep'
        Assert.Equal([], Sources().Where(file => Repository.Text(file) != File.ReadAllText(Path.Combine(_folder, Path.GetFileName(file)))));
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public async Task A_finding_would_be_seen(string compiler)
    {
        CopyTemplates();
        string file = Path.Combine(_folder, "capacity.bicep");
        await File.AppendAllTextAsync(file, "param unused string\n", TestContext.Current.CancellationToken);

        BicepResult build = await Compiler(compiler).RunAsync(["build", file, "--stdout"]);
        BicepResult lint = await Compiler(compiler).RunAsync(["lint", file]);

        Assert.Contains("no-unused-params", build.Findings, StringComparison.Ordinal);
        Assert.Contains("use-description-params", lint.Findings, StringComparison.Ordinal);
    }

    private static BicepCompiler Compiler(string name)
    {
        Assert.SkipWhen(name == "none", "There is no package of the compiler for this machine, and no bicep on PATH.");
        return BicepCompiler.All.Single(each => each.Name == name);
    }

    private static string[] Sources() => [.. Repository.Files("bicep", "*.bicep"), .. Repository.Files("bicep", "*.bicepparam")];

    private void CopyTemplates() => TemplateFolder.CopyTo(_folder);
}
