using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Steadfast.WebApp.Notes;

/// <summary>Adds the notes to the description of the API. What a handler reads from the request itself is named here.</summary>
internal static class NotesDescription
{
    private const string Json = "application/json";

    /// <summary>The body of a new note.</summary>
    /// <param name="Text">1 to 500 characters, counted in code points.</param>
    internal sealed record NewNote(string Text);

    public static void DescribeList(this RouteHandlerBuilder route) => route.WithSummary("One page of the list, oldest first unless asked otherwise.")
        .Produces<NotePage>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .AddOpenApiOperationTransformer(static (operation, _, _) => Add(operation,
            Of("after", ParameterLocation.Query, "The 'next' of the page before.", new() { Type = JsonSchemaType.Integer, Minimum = "0" }),
            Of("limit", ParameterLocation.Query, "How many at most.", new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "100" }),
            Of("order", ParameterLocation.Query, "Which first.", new() { Type = JsonSchemaType.String, Enum = [JsonValue.Create("oldest"), JsonValue.Create("newest")] })));

    public static void DescribeShow(this RouteHandlerBuilder route) => route.WithSummary("The note.")
        .Produces<Note>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    public static void DescribeAdd(this RouteHandlerBuilder route) => route.WithSummary("Stores a note, once however often it is sent under one key.")
        .Accepts<NewNote>(Json).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .AddOpenApiOperationTransformer(static (operation, _, _) => Add(operation,
            Of("Idempotency-Key", ParameterLocation.Header, "1 to 64 printable characters without spaces, chosen anew for each note.", new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 64 }, isRequired: true)));

    public static void DescribeDelete(this RouteHandlerBuilder route) => route.WithSummary("Deletes the note if it is there.")
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static OpenApiParameter Of(string name, ParameterLocation place, string meaning, OpenApiSchema schema, bool isRequired = false) =>
        new() { Name = name, In = place, Description = meaning, Schema = schema, Required = isRequired };

    private static Task Add(OpenApiOperation operation, params OpenApiParameter[] parameters)
    {
        operation.Parameters = [.. operation.Parameters ?? [], .. parameters];
        return Task.CompletedTask;
    }
}
