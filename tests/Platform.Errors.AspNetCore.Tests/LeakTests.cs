using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Errors.AspNetCore.Tests.Site;

namespace Platform.Errors.AspNetCore.Tests;

/// <summary>Throws exceptions with everything in them that must not be told, and looks for it in the answers.</summary>
public sealed class LeakTests
{
    /// <summary>What hostile messages are made of, and what is looked for afterwards.</summary>
    private static readonly string[] Secrets =
    [
        "Server=db.internal;User Id=sa;Password=hunter2;", "SELECT * FROM users WHERE ssn", "/srv/app/secrets/key.pem", @"C:\inetpub\wwwroot\web.config", "eyJhbGciOiJIUzI1NiJ9",
        "at Shop.Payment.Charge() in /src/Payment.cs:line 42", "System.NullReferenceException", "AKIAIOSFODNN7EXAMPLE", "10.0.13.37:5432", "-----BEGIN PRIVATE KEY-----",
    ];

    /// <summary>What a stack trace, a type name of .NET or a sentence of the framework would bring.</summary>
    private static readonly string[] Signs = ["   at ", "Exception", "System.", "Microsoft.", "Platform.", "Site.", "LeakTests", ".cs", "StackTrace", "Int32", "HResult"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Nothing_of_a_hostile_exception_is_in_any_answer(string environment)
    {
        await using var site = await WebSite.StartAsync(static app =>
        {
            app.MapGet("/throw/{seed:int}", string (int seed, bool? async) => throw HostileExceptions(seed));
            app.MapGet("/later/{seed:int}", async (int seed) =>
            {
                await Task.Yield();
                throw HostileExceptions(seed);
            });
            app.MapGet("/not-disclosed", static () => ShopErrors.CardRefused(Secrets[0]).WithCause(new InvalidOperationException(Secrets[1]))).WithPlatformErrors();
        }, environment: environment, cancellationToken: Ending);

        for (var seed = 0; seed < 300; seed++)
        {
            var answer = await site.GetAsync($"{(seed % 2 == 0 ? "/throw" : "/later")}/{seed}", Ending);
            AssertTellsNothing(answer, $"seed {seed}");
            Assert.Equal("application/problem+json", answer.ContentType);
        }
        AssertTellsNothing(await site.GetAsync("/not-disclosed", Ending), "an argument that is not disclosed");
        // What callers do not see is there for operators, and it is what was looked for: the argument, and the cause.
        var refused = Assert.Single(site.Log.Reports, report => report.Event.Name == "CARD_REFUSED");
        Assert.Contains(refused.State, member => member is { Key: "number", Value: string value } && value == Secrets[0]);
        Assert.Contains(site.Log.Reports, report => report.Exception?.Data["connection"] is string text && Secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Nothing_of_the_application_is_in_the_answer_to_a_request_that_does_not_bind(string environment)
    {
        await using var site = await FailureSite.StartAsync(environment, cancellationToken: Ending);
        foreach (var prefix in new[] { "/minimal", "/mvc" })
        {
            foreach (var json in new[] { "{", "[]", "1", "\"x\"", "{\"lines\":1}", "{\"lines\":[{\"quantity\":\"x\"}]}", "{\"lines\":[{\"quantity\":1e99}]}", "{\"name\":{}}", "null", "" })
            {
                using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
                AssertTellsNothing(await site.SendAsync(new HttpRequestMessage(HttpMethod.Post, prefix + "/body") { Content = content }, Ending), $"{prefix} {json}");
            }
            foreach (var query in new[] { "", "?id", "?id=", "?id=1;drop", "?id=99999999999999999999&page-size=1", "?id=%00&page-size=1", "?id=x&id=2&page-size=1" })
                AssertTellsNothing(await site.GetAsync(prefix + "/query" + query, Ending), prefix + query);
        }
    }

    private static void AssertTellsNothing(Answer answer, string what)
    {
        Assert.True(answer.Status >= 400, $"{what}: {answer}");
        var all = answer.Body + string.Join('\n', answer.Headers.Select(field => $"{field.Key}: {field.Value}"));
        // A format of OpenAPI's registry, and no type of .NET's.
        all = all.Replace("integer (int32)", "", StringComparison.Ordinal);
        foreach (var secret in Secrets.Concat(Secrets.Select(secret => secret.Replace(@"\", @"\\", StringComparison.Ordinal))).Concat(Signs))
            Assert.False(all.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{what}: '{secret}' is in\n{all}");
    }

    /// <summary>An exception of some type, nested in some way, with secrets in message, data, source and help link.</summary>
    private static Exception HostileExceptions(int seed)
    {
        var random = new Random(seed);
        return Make(random, depth: 0);

        static Exception Make(Random random, int depth)
        {
            var message = string.Join(random.Next(3) switch { 0 => " ", 1 => "\r\n", _ => "\"}" }, random.GetItems(Secrets, random.Next(1, 4)));
            var inner = depth < 4 && random.Next(2) == 0 ? Make(random, depth + 1) : null;
            Exception exception = random.Next(16) switch
            {
                0 => new InvalidOperationException(message, inner),
                1 => new ArgumentException(message, Secrets[2], inner),
                2 => new AggregateException(message, inner ?? new FormatException(message), new HostileException(message)),
                3 => new System.Reflection.TargetInvocationException(message, inner ?? new HostileException(message)),
                4 => new TimeoutException(message, inner),
                5 => new HttpRequestException(message, inner, System.Net.HttpStatusCode.BadGateway),
                6 => new IOException(message, inner),
                7 => new FileNotFoundException(message, Secrets[2], inner),
                8 => new BadHttpRequestException(message, random.Next(400, 432), inner ?? new HostileException(message)),
                9 => new System.Text.Json.JsonException(message, Secrets[1], 1, 2, inner),
                10 => new BadHttpRequestException($"Failed to bind parameter \"{Secrets[6]} {Secrets[0]}\" from \"{message}\".", inner!),
                11 => new OperationCanceledException(message, inner),
                12 => new NotImplementedException(message, inner),
                13 => new InvalidDataException(message, inner),
                14 => new KeyNotFoundException(message, inner),
                _ => new HostileException(message),
            };
            exception.Data["connection"] = message;
            exception.HelpLink = Secrets[3];
            return exception;
        }
    }

    /// <summary>One whose own members throw and tell.</summary>
    private sealed class HostileException(string message) : Exception(message)
    {
        public override string Message => base.Message + Secrets[0];

        public override string? StackTrace => Secrets[5];

        public override string ToString() => throw new InvalidOperationException(Secrets[1]);
    }
}
