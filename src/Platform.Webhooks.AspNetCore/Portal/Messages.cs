namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>What is said after something was done. Which of them stands in the address; the text never does.</summary>
internal static class Messages
{
    public static Html NotIn => $"<p>Open the portal again from where you came. A link is good for a short time only.</p>";

    public static string? Of(string? done) => done switch
    {
        "changed" => "The endpoint was changed.",
        "confirmed" => "The receiver has confirmed that it wants webhooks.",
        "unconfirmed" => "The receiver has not repeated the challenge. It has to answer 2xx with the challenge of the request.",
        "pause" => "The endpoint is paused. What is published waits.",
        "resume" => "The pause has ended.",
        "deleted" => "The endpoint was deleted.",
        "replay" => "The events are being delivered again, beside new ones.",
        "stopped" => "It adds no more events. Those that it has added are delivered.",
        "test" => "A test event was sent. It is the latest attempt.",
        _ => null,
    };
}
