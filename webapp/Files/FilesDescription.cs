using Microsoft.OpenApi;

namespace Steadfast.WebApp.Files;

/// <summary>Adds files to the description of the API.</summary>
internal static class FilesDescription
{
    private const string Bytes = "application/octet-stream";

    public static void DescribePut(this RouteHandlerBuilder route) => route
        .WithSummary($"Gives the note a file, instead of the one it had. {FileType.Allowed}, found by the content; 10 MB at most.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status408RequestTimeout)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .AddOpenApiOperationTransformer(static (operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { [Bytes] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } },
            };
            return Task.CompletedTask;
        });

    public static void DescribeGet(this RouteHandlerBuilder route) => route.WithSummary("The file of the note, to be saved.")
        .Produces(StatusCodes.Status200OK, contentType: Bytes)
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    public static void DescribeDelete(this RouteHandlerBuilder route) => route.WithSummary("Takes its file from the note if it has one.")
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
