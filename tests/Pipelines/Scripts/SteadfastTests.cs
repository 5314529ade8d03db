namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>The command <c>./steadfast</c> itself, in a clone of its own with projects that hold nothing.</summary>
[Trait("Category", "real-processes")]
public sealed class SteadfastTests : IDisposable
{
    private const string Sdk = "10.0.401 [/usr/share/dotnet/sdk]";

    private readonly DirectoryInfo _clone = Directory.CreateTempSubdirectory("steadfast-clone-");
    private readonly FakeTools _tools = new("dotnet", "sleep", "npm", "node", "apt-get", "mariadbd", "mariadb-install-db", "mariadb-backup", "mariadb-binlog", "chromium");

    public SteadfastTests()
    {
        Copy(["steadfast", "Directory.Packages.props", "Steadfast.slnx", .. Repository.Files("local/Command", "*")]);
        Project("Fruit", "AppleTests", "An_apple_falls");
        Project("Fruit/Citrus", "LemonTests", "A_lemon_is_sour");
        Project("Nuts", "AppleCakeTests", "A_cake_has_nuts");
        Write("artifacts/monitor-query.props", "<Project />");
        _tools.When("dotnet --list-sdks", Sdk).When("node --version", "v22.1.0").When("sleep ", "").When("apt-get", "", code: 100);
    }

    public void Dispose()
    {
        _tools.Dispose();
        _clone.Delete(recursive: true);
    }

    [Theory]
    [InlineData(2, "steadfast: there is no command 'fly'. There are: demo, up, drill, backup-drill, simulate, replay, bench, test, doctor and help.", "fly")]
    [InlineData(2, "steadfast: doctor has no option '--twn'. It takes --twin N (0 to 254).", "doctor", "--twn", "3")]
    [InlineData(2, "steadfast: --twin must be 0 to 254.", "doctor", "--twin", "255")]
    [InlineData(2, "steadfast: --twin must be 0 to 254.", "doctor", "--twin=99999999999999999999")]
    [InlineData(2, "steadfast: --twin must be 0 to 254.", "doctor", "--twin")]
    [InlineData(2, "steadfast: there is no test project 'Fruits'. There are: Fruit Fruit/Citrus Nuts.", "test", "Fruits")]
    [InlineData(2, "steadfast: --filter wants an expression, such as GuardPolicyTests or 'FullyQualifiedName~Guard'.", "test", "--filter")]
    [InlineData(2, "steadfast: test has no option '--filtr'. It takes --filter, --category, --list-tests, --logger, --settings, --environment, --collect, --diag and --blame..., as 'dotnet test' does.", "test", "--filtr", "x")]
    [InlineData(2, "steadfast: no test has 'Pear' in its name. './steadfast test --list-tests' names all.", "test", "--filter", "Pear")]
    [InlineData(2, "steadfast: there is no category 'slow'. There are: fast exhaustive real-processes real-backend.", "test", "--category", "slow")]
    [InlineData(2, "steadfast: no test of category 'real-backend' is in what was named.", "test", "Fruit", "--category=real-backend")]
    public async Task Wrong_use_is_one_sentence_and_nothing_is_built(int code, string sentence, params string[] arguments)
    {
        Ended ended = await RunAsync(arguments);

        Assert.Equal((code, sentence), (ended.Code, string.Join('\n', ended.Output)));
        Assert.Equal([], _tools.Calls.Where(call => call.StartsWith("dotnet restore", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("usage: ./steadfast COMMAND [options]")]
    [InlineData("usage: ./steadfast COMMAND [options]", "--help")]
    [InlineData("Description:", "test", "--help")]
    [InlineData("Description:", "test", "Fruit", "-h")]
    [InlineData("Description:", "doctor", "-?")]
    [InlineData("Description:", "replay", "--help")]
    public async Task Help_is_there_at_once(string first, params string[] arguments)
    {
        Ended ended = await RunAsync(arguments);

        Assert.Equal((0, first), (ended.Code, ended.Output[0]));
        Assert.Equal([], _tools.Calls);
    }

    [Theory]
    [InlineData("AppleTests", "Fruit")]
    [InlineData("LemonTests", "Fruit/Citrus")]
    [InlineData("FullyQualifiedName~Fruit.Citrus", "Fruit/Citrus")]
    [InlineData("Apple", "Fruit", "Nuts")]
    [InlineData("AppleTests|A_lemon_is_sour", "Fruit", "Fruit/Citrus")]
    // Whatever may match a test that the words do not tell of.
    [InlineData("FullyQualifiedName!~Apple", "Fruit", "Fruit/Citrus", "Nuts")]
    [InlineData("DisplayName~Apple", "Fruit", "Fruit/Citrus", "Nuts")]
    [InlineData("A_lemon_is_sour(color: \"green\")", "Fruit", "Fruit/Citrus", "Nuts")]
    public async Task Only_the_projects_that_may_have_such_a_test_are_run(string filter, params string[] projects)
    {
        Passes();

        Ended ended = await RunAsync("test", "--filter", filter);

        Assert.Equal(projects, Runs().Order(StringComparer.Ordinal));
        Assert.Equal(projects.Length == 3 ? "Steadfast.slnx" : projects.Length == 1 ? $"tests/{projects[0]}/{Name(projects[0])}.csproj" : "slnf",
            Built().Single() is var built && built.EndsWith("slnf", StringComparison.Ordinal) ? "slnf" : built);
        Assert.Equal((0, $"{2 * projects.Length} passed, 0 failed, {projects.Length} skipped"), (ended.Code, ended.Output[^1]));
    }

    [Theory]
    [InlineData("Category=fast", new[] { "Fruit/Citrus", "Nuts" }, "--category", "fast")]
    [InlineData("(Apple)&Category=fast", new[] { "Nuts" }, "--category=fast", "--filter", "Apple")]
    [InlineData("Category=fast", new[] { "Nuts" }, "Nuts", "Fruit", "--category", "fast")]
    public async Task Of_a_category_only_the_projects_that_have_it_are_run(string filter, string[] projects, params string[] arguments)
    {
        Write("tests/Fruit/Citrus/LemonTests.cs", "[Trait(\"Category\", \"fast\")] class LemonTests;");
        Write($"tests/Nuts/{Name("Nuts")}.csproj", "<Project><TestCategory>fast</TestCategory></Project>");
        Passes();

        Ended ended = await RunAsync(["test", .. arguments]);

        Assert.Equal(0, ended.Code);
        Assert.Equal(projects, Runs().Order(StringComparer.Ordinal));
        Assert.All(Called("dotnet test"), call => Assert.EndsWith($" --filter {filter}", call));
    }

    [Fact]
    public async Task Nothing_is_restored_or_built_again_until_a_file_changes()
    {
        Passes();

        await RunAsync("test", "Fruit");
        int first = Built().Length;
        await RunAsync("test", "Fruit");
        int second = Built().Length;
        Write("tests/Fruit/AppleTests.cs", "// changed");
        await RunAsync("test", "Fruit");
        File.Delete(Path.Combine(_clone.FullName, "tests/Fruit/AppleTests.cs"));
        await RunAsync("test", "Fruit");

        Assert.Equal((1, 1, 3), (first, second, Built().Length));
        Assert.Single(Called("dotnet restore"));
    }

    [Fact]
    public async Task The_summary_says_how_long_each_project_took_and_why_tests_were_skipped()
    {
        Passes();

        Ended ended = await RunAsync("test");

        Assert.Contains("  3 skipped: jq is \"not\" installed", ended.Output);
        Assert.Equal(
            ["(restore and build)", "Fruit", "Fruit/Citrus", "Nuts"],
            ended.Output.SkipWhile(line => !line.StartsWith("  test project", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.Contains("skipped:", StringComparison.Ordinal))
                .Select(line => line.Trim().Split("  ")[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_failed_test_is_1_and_what_its_project_said_is_shown_and_the_test_named_once_more_at_the_end()
    {
        Tests("Fruit/Citrus", failed: 1);
        Passes();

        Ended ended = await RunAsync("test");

        Assert.Equal((1, "5 passed, 1 failed, 3 skipped"), (ended.Code, ended.Output[^1]));
        Assert.Contains("the lemon is sweet", ended.Output);
        Assert.Equal(["FAILED Lemon(color: \"green\")", "    expected: sour ", "    but was: <sweet>"], ended.Output[^5..^2]);
    }

    [Fact]
    public async Task A_project_that_ends_without_a_report_is_1_even_if_no_test_failed()
    {
        _tools.When("dotnet test", "the test host was killed", code: 1);
        Passes();

        Ended ended = await RunAsync("test", "Nuts");

        Assert.Equal((1, "0 passed, 0 failed"), (ended.Code, ended.Output[^1]));
        Assert.Contains(ended.Output, line => line.Contains("ended with code 1 and without a report", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dotnet restore", 3, "steadfast: restoring packages failed; see above")]
    [InlineData("dotnet build", 1, "steadfast: the build failed; see above")]
    public async Task A_restore_or_a_build_that_fails_is_2_and_only_a_restore_is_tried_again(string step, int times, string sentence)
    {
        _tools.When(step, "it says why\n", code: 1);
        Passes();

        Ended ended = await RunAsync("test", "Fruit");

        Assert.Equal((2, times), (ended.Code, Called(step).Length));
        Assert.Equal(["it says why", sentence], ended.Output.Where(line => line is not "building ..."));
    }

    [Fact]
    public async Task A_build_that_misses_a_package_is_tried_again_after_another_restore()
    {
        _tools.When("dotnet build", "error NETSDK1064: Package Pear was not found.", code: 1);
        Passes();

        Ended ended = await RunAsync("test", "Fruit");

        Assert.Equal((2, 2, 2), (ended.Code, Called("dotnet restore").Length, Built().Length));
    }

    [Fact]
    public async Task Where_nothing_can_be_written_that_is_one_sentence_with_the_folder()
    {
        Directory.Delete(Path.Combine(_clone.FullName, "artifacts"), recursive: true);
        Write("artifacts", "a file where the folder should be");

        Ended ended = await RunAsync("demo");

        Assert.Equal(
            (2, $"steadfast: {_clone.FullName}/artifacts cannot be written to, where all goes that is built. Make it writable, or use a clone that is."),
            (ended.Code, ended.Output[^1]));
    }

    [Fact]
    public async Task Where_no_temporary_file_can_be_made_that_is_one_sentence_with_the_folder()
    {
        Ended ended = await RunAsync(new Dictionary<string, string?> { ["TMPDIR"] = "/proc" }, "demo");

        Assert.Equal(
            (2, "steadfast: no folder can be made in /proc, where a run keeps its files. Make it writable, or set TMPDIR to a folder that is."),
            (ended.Code, ended.Output[^1]));
    }

    [Fact]
    public async Task What_tests_take_from_npm_is_tried_three_times_and_then_done_without()
    {
        Write("tests/Nuts/npm/package-lock.json", "{}");
        _tools.When("npm ci", "the registry is away\n", code: 1);
        Passes();

        Ended ended = await RunAsync("test", "Nuts");

        Assert.Equal((0, 3), (ended.Code, _tools.Calls.Count(call => call.StartsWith("npm ci", StringComparison.Ordinal))));
        Assert.Contains("the npm packages of tests/Nuts/npm could not be installed; the tests that need them are skipped", ended.Output);
    }

    [Theory]
    [InlineData("error NU1101: Unable to find package Aspire.Dashboard.Sdk.", 1, "", "none", "error NU1101: Unable to find package Aspire.Dashboard.Sdk.")]
    [InlineData("", 124, "", "none", "the package feed did not answer")]
    [InlineData("", 0, "", "none")]
    [InlineData("", 0, "tools/Aspire.Dashboard", "Aspire.Dashboard")]
    public async Task A_dashboard_that_cannot_be_had_ends_nothing_and_its_cause_is_told(string said, int code, string program, string given, params string[] cause)
    {
        string kind = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";
        string package = Path.Combine(_clone.FullName, $"artifacts/dashboard/packages/aspire.dashboard.sdk.linux-{kind}");
        string make = program.Length == 0 ? "" : $"mkdir -p {package}/13.6.5/tools; : >{package}/13.6.5/{program}";
        _tools.When("dashboard.csproj", said.Length > 0 ? said + "\n" : "", code, make);
        _tools.When("Steadfast.Scenarios.dll up", "", script: "echo \"the twin runs, its dashboard is $(basename \"${STEADFAST_DASHBOARD:-none}\")\"");
        Passes();

        Ended ended = await RunAsync("up", "--dashboard");

        Assert.Equal(0, ended.Code);
        Assert.Equal(["taking the Aspire dashboard from its package ...", .. cause, $"the twin runs, its dashboard is {given}"], ended.Output.SkipWhile(static line => !line.StartsWith("taking", StringComparison.Ordinal)));
    }

    private Task<Ended> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    private Task<Ended> RunAsync(Dictionary<string, string?> environment, params string[] arguments) =>
        _tools.RunAsync(Path.Combine(_clone.FullName, "steadfast"), new Dictionary<string, string?>(environment) { ["CI"] = null }, arguments);

    // Without the probes that ask the package feed, once, for what is not on every feed.
    private string[] Called(string step) =>
        [.. _tools.Calls.Where(call => call.StartsWith(step, StringComparison.Ordinal) && !call.Contains("/probe.csproj", StringComparison.Ordinal))];

    private string[] Built() => [.. _tools.Calls.Where(call => call.StartsWith("dotnet build ", StringComparison.Ordinal)).Select(call => call.Split(' ')[2].Replace(_clone.FullName + "/", "", StringComparison.Ordinal))];

    private string[] Runs() => [.. _tools.Calls.Where(call => call.StartsWith("dotnet test ", StringComparison.Ordinal))
        .Select(call => Path.GetFileNameWithoutExtension(call.Split(' ')[2])["Steadfast.".Length..^".Tests".Length].Replace('.', '/'))];

    private void Passes()
    {
        Tests("", failed: 0);
        _tools.When("dotnet restore", "").When("dotnet build", "");
    }

    private const string Failure = """
            <UnitTestResult testName="Lemon(color: &quot;green&quot;)" outcome="Failed">
              <Output><StdOut>a long story</StdOut><ErrorInfo>
                  <Message>expected: sour&#xD;
        but was: &lt;sweet&gt;</Message>
                  <StackTrace>at Lemon</StackTrace>
              </ErrorInfo></Output>
            </UnitTestResult>
        """;

    // "dotnet test" writes its report where it is told to.
    private void Tests(string project, int failed) => _tools.When(
        project.Length == 0 ? "dotnet test" : $"dotnet test {Path.Combine(_clone.FullName, "artifacts/bin", Name(project))}",
        failed > 0 ? "the lemon is sweet\n" : "",
        failed > 0 ? 1 : 0,
        $$"""
        previous=""
        for argument; do
          case $argument in "trx;LogFileName="*) name=${argument#*=} ;; esac
          [ "$previous" != --results-directory ] || folder=$argument
          previous=$argument
        done
        mkdir -p "$folder"
        cat >"$folder/$name" <<'TRX'
            <UnitTestResult testName="A" outcome="NotExecuted">
              <Output><ErrorInfo>
                  <Message>jq is &quot;not&quot; installed</Message>
              </ErrorInfo></Output>
        {{(failed > 0 ? Failure : "")}}
            <Counters total="3" executed="2" passed="{{2 - failed}}" failed="{{failed}}" error="0" />
        TRX
        """);

    private void Project(string folder, string tests, string test)
    {
        Write($"tests/{folder}/{Name(folder)}.csproj", "<Project />");
        Write($"tests/{folder}/{tests}.cs", $"namespace Steadfast.{folder.Replace('/', '.')}.Tests;\npublic class {tests} {{ public void {test}() {{ }} }}");
        Write($"artifacts/bin/{Name(folder)}/debug/{Name(folder)}.dll", "");
        Directory.CreateDirectory(Path.Combine(_clone.FullName, "artifacts/obj"));
    }

    private static string Name(string folder) => $"Steadfast.{folder.Replace('/', '.')}.Tests";

    private void Copy(params string[] files)
    {
        foreach (string file in files)
        {
            string copy = Path.Combine(_clone.FullName, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Repository.PathOf(file), copy);
        }
    }

    private void Write(string file, string text)
    {
        string path = Path.Combine(_clone.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
