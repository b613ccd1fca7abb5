using System.Globalization;

namespace CityDesk.Pages;

/// <summary>What a person sees whom a limit refuses, as one text that was made at the start: to refuse must cost less than to serve, and the pages of other failures run through the whole program again.</summary>
internal static class RefusalPage
{
    private static readonly ReadOnlyMemory<byte> TooManyCalls = TextOf("Too much at once", "You have asked for more than anybody needs. Wait a minute, and try again.");
    private static readonly ReadOnlyMemory<byte> Busy = TextOf("The desk is busy", "More is asked of the desk just now than it can do. Try again in a few seconds.");

    public static async Task WriteAsync(HttpContext context)
    {
        var text = context.Response.StatusCode == StatusCodes.Status429TooManyRequests ? TooManyCalls : Busy;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = text.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    private static ReadOnlyMemory<byte> TextOf(string heading, string advice) => System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <meta name="robots" content="noindex">
          <title>{heading} – CityDesk</title>
          <link rel="stylesheet" href="/desk.css">
        </head>
        <body>
          <header class="band">
            <div class="band-inner"><a class="brand" href="{ConsoleHost.Root}">CityDesk</a></div>
          </header>
          <main id="main">
            <div class="narrow">
              <h1>{heading}</h1>
              <p>{advice}</p>
              <p><a class="button" href="{ConsoleHost.Root}">Go to the requests</a></p>
            </div>
          </main>
        </body>
        </html>

        """));
}
