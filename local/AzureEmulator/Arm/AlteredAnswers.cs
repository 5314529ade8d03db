using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// The lies that a scenario makes the control plane tell. Callers hear them; the resources know nothing of them. Safe from any thread.
/// </summary>
public sealed class AlteredAnswers
{
    private readonly Lock _gate = new();
    private readonly List<Telling> _tellings = [];

    /// <summary>Number of times that lies were told, all together.</summary>
    public int Told
    {
        get
        {
            lock (_gate)
            {
                return _tellings.Sum(telling => telling.Told);
            }
        }
    }

    /// <summary>Tells a lie from now on. Of several for one request the last one counts.</summary>
    public void Tell(AlteredAnswer lie)
    {
        lock (_gate)
        {
            _tellings.Add(new(lie) { Left = lie.Times });
        }
    }

    /// <summary>Tells the truth from now on. What was told stays counted.</summary>
    public void TakeBack()
    {
        lock (_gate)
        {
            _tellings.ForEach(telling => telling.Left = 0);
        }
    }

    /// <summary>Lets the truth pass, or what is told in its place.</summary>
    internal async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Take(context.Request) is not { } lie)
        {
            await next(context);
            return;
        }

        byte[] told = lie.Of(lie.IsInstead ? [] : await TruthAsync(context, next));
        HttpResponse response = context.Response;
        response.StatusCode = lie.Status ?? response.StatusCode;
        ArmError.Note(context, told);
        response.ContentType ??= "application/json; charset=utf-8";
        if (lie.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (response.StatusCode != StatusCodes.Status204NoContent)
        {
            response.ContentLength = told.Length;
            await response.Body.WriteAsync(told, context.RequestAborted);
        }
    }

    private static async Task<byte[]> TruthAsync(HttpContext context, RequestDelegate next)
    {
        Stream wire = context.Response.Body;
        using MemoryStream kept = new();
        context.Response.Body = kept;
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Response.Body = wire;
        }

        return kept.ToArray();
    }

    private AlteredAnswer? Take(HttpRequest request)
    {
        lock (_gate)
        {
            if (_tellings.LastOrDefault(telling => telling.Left > 0 && telling.Lie.Hits(request.Method, request.Path.Value ?? "")) is not { } telling)
            {
                return null;
            }

            telling.Left--;
            telling.Told++;
            return telling.Lie;
        }
    }

    private sealed class Telling(AlteredAnswer lie)
    {
        public AlteredAnswer Lie => lie;

        public int Left { get; set; }

        public int Told { get; set; }
    }
}
