namespace Steadfast.Docs.Tests;

public sealed class FunctionsMetadataTests
{
    [Fact]
    public void The_host_serves_the_operations_of_the_api_and_no_others() => Assert.Equal(
        OpenApi.Operations.Select(operation => $"{operation.Operation["operationId"]} {operation.Name}").Order(StringComparer.Ordinal),
        Http.Select(function => $"{function.Name} {function.Detail}").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_http_trigger_wants_a_function_key_but_those_of_the_console_which_hold_no_data() => Assert.All(
        Http,
        function => Assert.Equal((function.Name, function.Name is "ShowConsole" or "ShowConsoleFile" ? "none" : "function"), (function.Name, function.Key)));

    [Fact]
    public void The_host_is_told_of_every_function_of_the_assembly() => Assert.Equal(
        CodeDocs.FunctionNames.Order(StringComparer.Ordinal),
        FunctionsMetadata.Functions.Select(function => function.Name));

    [Fact]
    public void Orchestrators_and_entities_get_no_client() => Assert.DoesNotContain(
        FunctionsMetadata.Functions,
        function => function.HasClient && function.Trigger is "orchestration" or "entity");

    [Fact]
    public void The_page_lists_what_the_host_is_told() => Assert.Equal(FunctionsMetadata.WritePage(), Repository.Text(FunctionsMetadata.Page));

    /// <summary>Writes the table anew; run it by name when the functions have changed.</summary>
    [Fact(Explicit = true)]
    public void Write() => File.WriteAllText(Repository.PathOf(FunctionsMetadata.Page), FunctionsMetadata.WritePage());

    private static IEnumerable<HostedFunction> Http => FunctionsMetadata.Functions.Where(function => function.Trigger == "http");
}
