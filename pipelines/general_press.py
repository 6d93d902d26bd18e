"""What the vectors of all news have in common, the mean over articles on anything (`bench.cold_stories`)."""

import base64

import numpy as np

MEAN = np.frombuffer(
    base64.b64decode(
        "WKfHHx+gFYLGKTsm4RqWpKwk3R6LJDSn9ysxoPiirReAngqj4pRbKWWpLqg+KBSmTKu7pLwZHaWRo2ir+J9VnqijVKafHMOnLKfBnnUlNZgnoWobcSJipLAY"
        "Qqh8LIWaKacao4YnqJq9I2AocpxMrDMkB6raJRIkXCNxKDsm2aYYHjCjO56II5SVKiDUGlIeFSSzEI8gkyZwo1SoMyPxrPusMaH/JQIot6S9H0Qk85+eHhol"
        "Iaoypu+klR7cJnGgkiE/KbcnNpp2nIkijamYpCQm3qefpdkopaQ1JSUgShUFo6MkARzLolAU36aBqGkV75ssmy2lC6G2mrsm6B4OIkaePhaEqYIigp/zoJ6U"
        "myqJk+elhypkIHGatifLGM0jRiE2oggso6h+ImccViFLpyulQ5w1E4ygUCOCJYmm/KHwJOUjySPkKCyjc6O+nBygWByaJK4a9iHGo4AkV6BAK5KpfaYWogie"
        "7BxDJK2iQaStJIEhDSedLKQhxpxyH/iohaFKphynHyE2oGUd3qWBnD8kq6IZn3Gkap1RoEUo5RJjn7SbcyFIn+MO4QfMqHIhACFxq4CqyiQWFnUgm6DcFGwg"
        "saDHnGwdUqgvpIKkpqs+qhKlCyanprGhYCfXl6AiVSYZpmOchh3aGBsoRyrbJaEjNSQvHQcibqb0Km6PZCVsEM6WJpkEJ1kmsyZtkPWkjSZerDIlKyEVIpkc"
        "zyR4IGqgraC9oOyeAR3eJE+oTaDGF8ug5yOWnIimaRxqqBIPsSUyp68f/CXwj8WhMyFAGMYRGJmLGkgqqiDkpM8h+h3YogummSHSJm4nlZVzn3mjaqIznweo"
        "uyBmonIf+CQroKsfeCXbFP+j7yR6pZuVl6QtKFEoDozok20l06Mdoo6owqmiop6rCSSApQCiGqdeJTWRa6I+KhigKxbIGUsjcyLTo02hgyBNlASiiSMGoNqi"
        "dw7DJMIoPaFCFV8iwKN0pjUkkSDmoCcfFRjqHgol3KSFqsghOCKYpXQeLgRcHq+klaZjJ7Giu6q0KIijVKDNp1wTUSS4JuMqXxSdH5igDBsMnH4o0ycOpCIc"
        "yKILouQfY6W+IsImaqTQIeKinCU0HI0jahjNpU+biaHpJ3cU6yUeKF+gHCrAqT+dWiSVpU6jOpxTlK2ga4asKHwgO6oJkj4pZyiSGzmp3yVfIPQsF6epIv2k"
        "myRbKmcnByAeJLCiPiOalMOlNKKTIA0b1yd9HYypTqziGpYYjSUDIBSVjSBdHEOcBawBEnYm06HloP2QSqE7KHqjd6XvoCCkqCI1rGAjQiQRH1MmrhgdoFui"
        "Lg+jJT8jeZ6+mbYlF6CwI/uaZakzn+Mj2RvNo6apaiNKpw=="
    ),
    "<f2",
).astype(np.float32)
