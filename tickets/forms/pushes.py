"""What a browser says of itself when push is turned on in it."""

from django import forms


class SubscriptionForm(forms.Form):
    """The parts of a PushSubscription (W3C Push API), its keys in URL-safe base64."""

    endpoint = forms.CharField(max_length=1024)
    p256dh = forms.CharField(max_length=88)
    auth = forms.CharField(max_length=24)
