namespace Steadfast.WebApp.Home;

/// <summary>The page people see.</summary>
internal static class HomeApi
{
    public static void AddHome(this WebApplicationBuilder builder) => builder.Services.AddSingleton<HomePage>();

    public static void MapHome(this WebApplication app)
    {
        var page = app.Services.GetRequiredService<HomePage>();
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], context => AnswerAsync(page, context)).ExcludeFromDescription();
    }

    private static async Task AnswerAsync(HomePage page, HttpContext context)
    {
        var response = context.Response;
        // The balancer chooses once per connection. A browser keeps its connection, so without this
        // "Ask again" would reach the same instance every time.
        if (context.Request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.Connection = "close";
        }

        // Nothing on the page is secret, so compressing it gives nothing away.
        bool gzip = AcceptsGzip(context.Request);
        var rendered = page.Render();
        byte[] body = gzip ? rendered.Gzip : rendered.Plain;
        response.Headers.Vary = "Accept-Encoding";
        if (gzip)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    // Accept-Encoding: gzip, deflate, br
    private static bool AcceptsGzip(HttpRequest request) =>
        request.Headers.AcceptEncoding.ToString() is var sent && sent.Contains("gzip", StringComparison.Ordinal) && !sent.Contains("gzip;q=0", StringComparison.Ordinal);
}
