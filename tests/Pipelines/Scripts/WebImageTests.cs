using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class WebImageTests : IDisposable
{
    private static readonly string[] BuildFiles = [".editorconfig", "BannedSymbols.txt", "Directory.Build.props", "Directory.Packages.props", "global.json"];

    private const string Refused = "ERROR: (TasksOperationsNotAllowed) ACR Tasks requests for the registry acr1 and sub are not permitted.";

    private readonly FakeTools _tools = new("az", "azd", "docker");
    private readonly string _repository = Directory.CreateTempSubdirectory("steadfast-repository-").FullName;

    public WebImageTests()
    {
        foreach (string file in BuildFiles)
        {
            Write(file, file);
        }

        Write("webapp/Dockerfile", "FROM scratch");
        Write("webapp/Program.cs", "one");
        Write("webapp/Home/home page.html", "<p>");
        foreach (string kept in (string[])["webapp/obj/x", "webapp/bin/x", "webapp/kubernetes/x", ".env", ".azure/dev/.env", "functions/local.settings.json"])
        {
            Write(kept, "stays at home");
        }

        foreach (string hook in (string[])["terminal.sh", "web-image.sh", "terminal.ps1", "web-image.ps1"])
        {
            Write($"hooks/{hook}", Repository.Text($"hooks/{hook}"));
        }

        File.SetUnixFileMode(Path.Combine(_repository, "hooks/web-image.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _tools.When("azd env set", "");
    }

    public void Dispose()
    {
        _tools.Dispose();
        Directory.Delete(_repository, recursive: true);
    }

    [Fact]
    public async Task The_registry_gets_the_files_of_the_image_and_no_others()
    {
        _tools.When("acr repository show", "", code: 1).When("acr build", "");

        Ended ended = await RunAsync("acr1");

        string tag = Tag();
        Assert.Equal((0, 0), (ended.Code, ended.LeftBehind));
        Assert.Equal([$"Building web image {tag} in the registry acr1 ..."], ended.Output);
        Assert.Equal([.. BuildFiles.Select(file => $"./{file}"), "./webapp/Dockerfile", "./webapp/Home/home page.html", "./webapp/Program.cs"], _tools.SeenFolder);
        Assert.StartsWith($"az acr build --subscription sub --registry acr1 --image steadfast-web:{tag} --file ", _tools.Calls[^1]);
    }

    [Fact]
    public async Task Before_there_is_a_registry_only_the_tag_is_decided()
    {
        _tools.When("az acr list", "[]");

        Ended ended = await RunAsync(null);

        Assert.Equal(0, ended.Code);
        Assert.Equal(
            [$"azd env set AZURE_WEB_IMAGE_TAG {Tag()}", "az acr list --subscription sub --output json"],
            _tools.Calls);
        Assert.Equal([$"Web image {Tag()}: the registry comes first; the image follows after provisioning, and the web servers wait for it."], ended.Output);
    }

    [Fact]
    public async Task A_fresh_checkout_finds_the_registry_of_an_earlier_deployment()
    {
        _tools.When("az acr list", """[ { "name": "acr-of-others", "tags": null }, { "name": "acr-found", "tags": { "azd-env-name": "dev" } } ]""").When("acr repository show", "");

        await RunAsync(null);

        Assert.Equal($"az acr repository show --subscription sub --name acr-found --image steadfast-web:{Tag()} --output none", _tools.Calls[^1]);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_built_again()
    {
        _tools.When("acr repository show", "");
        await RunAsync("acr1");
        string tag = Tag();

        Ended again = await RunAsync("acr1", tag);

        Assert.Equal((0, 3), (again.Code, _tools.Calls.Length));
        Assert.Equal([$"Web image {tag} is in the registry already."], again.Output);
    }

    [Fact]
    public async Task Another_content_has_another_tag()
    {
        _tools.When("acr repository show", "");
        await RunAsync("acr1");
        string before = Tag();

        Write("webapp/Program.cs", "two");
        await RunAsync("acr1");

        Assert.Matches("^[0-9a-f]{12}$", before);
        Assert.NotEqual(before, Tag());
    }

    [Fact]
    public async Task A_build_that_fails_stops_the_deployment()
    {
        _tools.When("acr repository show", "", code: 1).When("acr build", "", code: 1);

        Ended ended = await RunAsync("acr1");

        Assert.Equal((1, 0, "web-image: the image could not be built; see above."), (ended.Code, ended.LeftBehind, ended.Output[^1]));
    }

    [Fact]
    public async Task Where_no_registry_may_build_Docker_builds_the_same_image()
    {
        _tools.When("acr repository show", "", code: 1).When("acr build", "", code: 1, error: $"{Refused}\n").When("acr show", "acr1.azurecr.us\n")
            .When("docker info", "").When("docker build", "sha256:1\n").When("acr login", "").When("docker push", "acr1.azurecr.us/steadfast-web\n");

        Ended ended = await RunAsync("acr1");

        string tag = Tag();
        Assert.Equal((0, 0), (ended.Code, ended.LeftBehind));
        Assert.Equal(
            [$"Building web image {tag} in the registry acr1 ...", Refused, "This subscription lets no registry build images; Docker builds it here ...", "sha256:1", "acr1.azurecr.us/steadfast-web"],
            ended.Output);
        Assert.Equal([.. BuildFiles.Select(file => $"./{file}"), "./webapp/Dockerfile", "./webapp/Home/home page.html", "./webapp/Program.cs"], _tools.SeenFolder);
        Assert.StartsWith($"docker build --quiet --platform linux/amd64 --tag acr1.azurecr.us/steadfast-web:{tag} --file ", _tools.Calls[^3]);
        Assert.Equal(
            ["az acr login --subscription sub --name acr1 --only-show-errors --output none", $"docker push --quiet acr1.azurecr.us/steadfast-web:{tag}"],
            _tools.Calls[^2..]);
    }

    [Fact]
    public async Task Where_nothing_can_build_it_the_ways_out_are_named()
    {
        _tools.When("acr repository show", "", code: 1).When("acr build", "", code: 1, error: $"{Refused}\n").When("docker info", "", code: 1);

        Ended ended = await RunAsync("acr1");

        Assert.Equal(
            (1, 0, "web-image: this subscription lets no registry build images. Start Docker and run 'azd provision' again, or set AZURE_WEB_IMAGE_SOURCE to an image that is built already."),
            (ended.Code, ended.LeftBehind, ended.Output[^1]));
    }

    [Fact]
    public async Task An_image_that_is_built_already_is_copied_and_known_by_its_name()
    {
        _tools.When("acr repository show", "", code: 1).When("acr import", "");

        Ended ended = await RunAsync("acr1", source: "ghcr.io/me/steadfast-web:1");

        // The first characters of the name's SHA-256.
        Assert.Equal("15c634252d4b", Tag());
        Assert.Equal((0, $"Copying ghcr.io/me/steadfast-web:1 to the registry acr1 as web image {Tag()} ..."), (ended.Code, Assert.Single(ended.Output)));
        Assert.Equal($"az acr import --subscription sub --name acr1 --source ghcr.io/me/steadfast-web:1 --image steadfast-web:{Tag()} --output none", _tools.Calls[^1]);
    }

    private Task<Ended> RunAsync(string? registry, string? tag = null, string? source = null) => _tools.RunHookAsync(
        Path.Combine(_repository, "hooks/web-image"),
        new Dictionary<string, string?>(Values) { ["AZURE_CONTAINER_REGISTRY_NAME"] = registry, ["AZURE_WEB_IMAGE_TAG"] = tag, ["AZURE_WEB_IMAGE_SOURCE"] = source });

    private string Tag() => _tools.Calls.Last(call => call.StartsWith("azd env set AZURE_WEB_IMAGE_TAG ", StringComparison.Ordinal)).Split(' ')[^1];

    private void Write(string relative, string text)
    {
        string path = Path.Combine(_repository, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
